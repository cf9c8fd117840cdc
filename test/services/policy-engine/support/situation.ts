import type { AccessLogRecord } from "../../../../core/detection/access-log.js";
import { checkAccessLogRecord } from "../../../../core/detection/access-log-check.js";
import { valueOrThrow } from "../../../../core/errors.js";
import { compile } from "../../../../core/policy/engine/compile.js";
import type { AccessPolicy } from "../../../../core/policy/language/policy.js";
import { decideAccess } from "../../../../services/policy-engine/decide-access.js";
import type {
  DecisionSources,
  PolicyEnginePorts,
  RegistryRecords,
} from "../../../../services/policy-engine/ports.js";
import { verified } from "../../../../services/policy-engine/reasons.js";
import type { PolicyEngineSettings } from "../../../../services/policy-engine/settings.js";
import { AUDIENCE, ISSUER, keySet, NOW } from "./issuer.js";

export const SETTINGS: PolicyEngineSettings = {
  token: {
    issuer: ISSUER,
    audience: [AUDIENCE],
    algorithms: ["ES256", "RS256"],
    type: "at+jwt",
    requiredClaims: [],
    clockToleranceSeconds: 5,
  },
  claims: { groups: "groups", device: "device_id", session: "sid" },
  assuranceLevels: { aal1: 1, aal2: 2, aal3: 3 },
  routes: {},
  region: "eu-central-1",
  functionName: "shop-engine",
};

/** Anybody of the group may read orders. */
export const READ_ORDERS: AccessPolicy = {
  id: "orders-read",
  effect: "allow",
  subjects: ["group:oncall"],
  actions: ["http:GET"],
  resources: ["orders/*"],
};

/** How one decision of a test differs from the usual one. */
export interface Situation {
  readonly settings?: Partial<PolicyEngineSettings>;
  readonly policies?: readonly AccessPolicy[];
  readonly records?: Partial<RegistryRecords>;
  readonly ports?: Partial<PolicyEnginePorts & DecisionSources>;
  readonly deadlineMilliseconds?: number;
  /** Whether the policies of a row may also allow. */
  readonly subjectPoliciesMayAllow?: boolean;
}

/** What came out of one run of an application, beside its record. */
export interface Ran<T> {
  readonly answer: T;
  readonly record: AccessLogRecord;
  /** Defects that were reported. */
  readonly reported: readonly unknown[];
}

/** Runs an application in a situation, and insists on exactly one valid record. */
export async function runIn<T>(
  situation: Situation,
  run: (settings: PolicyEngineSettings, ports: PolicyEnginePorts, signal: AbortSignal) => Promise<T>,
): Promise<Ran<T>> {
  const lines: string[] = [];
  const reported: unknown[] = [];
  const policies = compile(situation.policies ?? [READ_ORDERS]);
  const sources: DecisionSources = {
    registry: async () => verified({ sessionRevoked: false, ...situation.records }),
    policies: async () => verified(policies),
    ...situation.ports,
  };
  const ports: PolicyEnginePorts = {
    now: () => NOW,
    newEventId: () => "event-1",
    keys: keySet,
    decide: decideAccess(sources, 86_400, situation.subjectPoliciesMayAllow),
    log: (line) => lines.push(line),
    report: (defect) => reported.push(defect),
    ...situation.ports,
  };
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), situation.deadlineMilliseconds ?? 5000);
  const answer = await run({ ...SETTINGS, ...situation.settings }, ports, deadline.signal);
  clearTimeout(timer);
  const [line, ...others] = lines;
  if (line === undefined || others.length > 0) throw new Error(`${lines.length} records for one decision`);
  return { answer, record: valueOrThrow(checkAccessLogRecord(JSON.parse(line))), reported };
}
