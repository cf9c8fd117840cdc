import { expect } from "vitest";
import { checkAccessLogRecord } from "../../../../core/detection/access-log-check.js";
import { compile } from "../../../../core/policy/engine/compile.js";
import type { AccessPolicy } from "../../../../core/policy/language/policy.js";
import type { EvaluationSettings } from "../../../../services/authzen/evaluate.js";
import { decideAccess } from "../../../../services/policy-engine/decide-access.js";
import type { DecisionPorts, RegistryRecords } from "../../../../services/policy-engine/ports.js";
import { verified } from "../../../../services/policy-engine/reasons.js";
import { NOW } from "../../policy-engine/support/issuer.js";

const POLICIES: readonly AccessPolicy[] = [
  {
    id: "todos-read",
    effect: "allow",
    subjects: ["user:*", "group:viewers"],
    actions: ["can_read"],
    resources: ["todo/*"],
  },
  {
    id: "todos-closed",
    effect: "deny",
    subjects: ["group:contractors"],
    actions: ["can_read"],
    resources: ["todo/closed"],
  },
  {
    id: "todos-own",
    effect: "allow",
    subjects: ["group:editors"],
    actions: ["can_update"],
    resources: ["todo/*"],
    when: {
      attributes: [{ path: "subject.department", operator: "==", value: "Sales" }],
      authentication: { assuranceAtLeast: 2 },
    },
  },
];
/** Whether u-17 may read a todo, which the policies allow. */
export const READ = {
  subject: { type: "user", id: "u-17" },
  action: { name: "can_read" },
  resource: { type: "todo", id: "1" },
};

/** How one run of the decision point differs from the usual one. */
export interface Point {
  readonly records?: Partial<RegistryRecords>;
  readonly ports?: Partial<DecisionPorts>;
  readonly unusable?: boolean;
}

type Run<T> = (settings: EvaluationSettings, ports: DecisionPorts, signal: AbortSignal) => Promise<T>;

/** Runs the decision point; each line that it logs has to be a valid record. */
export async function runAt<T>({ records, ports, unusable = false }: Point, run: Run<T>) {
  const lines: string[] = [];
  const defects: unknown[] = [];
  const all: DecisionPorts = {
    now: () => NOW,
    newEventId: () => "event-1",
    decide: decideAccess(
      {
        registry: async () => verified({ sessionRevoked: false, ...records }),
        policies: async () => verified(compile(POLICIES)),
      },
      86_400,
    ),
    log: (line) => lines.push(line),
    report: (defect) => defects.push(defect),
    ...ports,
  };
  const answer = await run(
    { region: "eu-central-1", functionName: "shop-evaluations", unusable },
    all,
    AbortSignal.timeout(5000),
  );
  const log = lines.map((line) => JSON.parse(line));
  for (const record of log) expect(checkAccessLogRecord(record).ok).toBe(true);
  return { answer, log, defects };
}
