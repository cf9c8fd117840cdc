import type { AuditText } from "../../../adapters/local/audit-journal.js";
import { MemoryAws } from "../../../adapters/local/aws-state.js";
import { type Fault, Faults } from "../../../adapters/local/faults.js";
import { MemoryKeyValue } from "../../../adapters/local/key-value.js";
import { type LocalPorts, localPorts } from "../../../adapters/local/local-ports.js";
import type { Entitlement, EntitlementFile } from "../../../core/access/entitlement.js";
import type { Grant } from "../../../core/access/grant.js";
import { approveGrant } from "../../../services/access-broker/approve-grant.js";
import type { BrokerSettings, Notice } from "../../../services/access-broker/ports.js";
import { requestAccess } from "../../../services/access-broker/request-access.js";
import { sweep } from "../../../services/access-broker/sweep.js";
import type {
  Caller,
  GrantAnswer,
  RequestCommand,
  SweepAnswer,
} from "../../../services/access-broker/verbs.js";
import { verifyAudit } from "../../../services/access-broker/verify-audit.js";
import { allOf } from "../../../services/intent-do-sweep/pages.js";
import { entitlement, entitlements, NOW } from "../../core/access/sample.js";

export const MINUTE = 60_000;

/** The process is gone; nothing after it runs. */
export class Crash extends Error {}

export const ALICE: Caller = { person: { id: "alice", kind: "user", groups: ["oncall", "leads"] } };
export const BOB: Caller = { person: { id: "bob", kind: "user", groups: ["leads"] } };
export const CAROL: Caller = { person: { id: "carol", kind: "user", groups: ["leads"] } };
export const STRANGER: Caller = { person: { id: "stranger", kind: "user", groups: [] } };
export const OPERATOR: Caller = { person: { id: "ops", kind: "user", groups: [] }, isOperator: true };

const LEADS = { required: 1, approvers: ["group:leads"] };
const BASE = { maxMinutes: 240, eligible: ["group:oncall"] };
const FLOW = { from: "sg-0000000a", to: "sg-0000000b", port: "tcp/5432" };

/** One of each kind, with and without approval. */
export const FILE: readonly Entitlement[] = entitlements(
  entitlement({ id: "free" }),
  entitlement({
    id: "asked",
    approval: LEADS,
    breakGlass: { eligible: ["group:oncall"], maxMinutes: 30 },
  }),
  entitlement({ id: "asked-twice", approval: { ...LEADS, required: 2 } }),
  { ...BASE, id: "flow", kind: "flow", flow: FLOW, approval: { required: 0, approvers: [] } },
  { ...BASE, id: "flow-asked", kind: "flow", flow: FLOW, approval: LEADS },
  {
    ...BASE,
    id: "policy",
    kind: "policy",
    policy: { actions: ["orders:Read*"], resources: ["orders/*"] },
    approval: { required: 0, approvers: [] },
  },
  {
    ...BASE,
    id: "pass",
    target: "arn:aws:iam::111122223333:role/app/oncall",
    statements: [{ actions: ["iam:PassRole"], resources: ["*"] }],
    approval: { required: 0, approvers: [] },
  },
  {
    ...BASE,
    id: "run",
    target: "arn:aws:iam::111122223333:role/app/oncall",
    statements: [{ actions: ["lambda:CreateFunction"], resources: ["*"] }],
    approval: { required: 0, approvers: [] },
  },
);

/** One ledger, one AWS, one clock; a broker that can be stopped at any call, and started again. */
export class World {
  now = NOW;
  skew = 0;
  settings: BrokerSettings = {};
  file: EntitlementFile = { version: 1, entitlements: FILE };
  readonly values = new MemoryKeyValue();
  readonly aws: MemoryAws;
  readonly notices: Notice[] = [];
  text = "";
  #drawn = 0;

  constructor(lag = 0) {
    this.aws = new MemoryAws(() => this.now, lag);
  }

  /** A new process. Waiting takes time. */
  start(fault?: Fault): { readonly ports: LocalPorts; readonly faults: Faults } {
    const faults = new Faults(fault, () => {
      throw new Crash();
    });
    const ports = localPorts({
      values: this.values,
      aws: this.aws,
      audit: this.#audit(),
      faults,
      entitlements: async () => this.file,
      now: () => this.now,
      reference: () => this.now + this.skew,
      random: () => this.#random(),
      tell: (notice) => this.notices.push(notice),
      wait: async (milliseconds) => {
        this.now += milliseconds;
      },
      settings: this.settings,
    });
    return { ports, faults };
  }

  get ports(): LocalPorts {
    return this.start().ports;
  }

  async request(
    command: Partial<RequestCommand>,
    caller = ALICE,
    token = `t${this.#drawn}`,
  ): Promise<GrantAnswer> {
    const answer = await requestAccess(
      this.ports,
      caller,
      { entitlement: "free", minutes: 60, ...command },
      token,
    );
    if ("outcomes" in answer) throw new Error("several outcomes");
    return answer;
  }

  async approve(answer: GrantAnswer, caller = BOB, minutes?: number): Promise<GrantAnswer> {
    const command = { grant: answer.grant ?? "", hash: answer.approvals?.hash ?? "" };
    return approveGrant(this.ports, caller, { ...command, ...(minutes === undefined ? {} : { minutes }) });
  }

  sweep(): Promise<SweepAnswer> {
    return sweep(this.ports);
  }

  grants(): Promise<readonly Grant[]> {
    return allOf(this.ports.store.grants({ which: "all" }));
  }

  async grant(answer: GrantAnswer): Promise<Grant> {
    const grant = await this.ports.store.get(answer.grant ?? "");
    if (grant === undefined) throw new Error(`no grant ${answer.grant}`);
    return grant;
  }

  /** What is wrong with the audit trail, if anything. */
  async auditProblem(): Promise<string | undefined> {
    const { ports } = this.start();
    await ports.heads.flush();
    const verdict = await verifyAudit(ports);
    if (!verdict.ok) return `${verdict.line}: ${verdict.message}`;
    const last = new Map(
      (ports.heads.events() as readonly { readonly grant: string; readonly to: string }[]).map(
        ({ grant, to }) => [grant, to],
      ),
    );
    const wrong = (await this.grants()).find(({ id, state }) => last.get(id) !== state);
    return wrong && `the last event of ${wrong.id} is ${last.get(wrong.id)}, its state ${wrong.state}`;
  }

  /** Everything of ours that stands in AWS. */
  standing(): {
    policies: string[];
    attached: string[];
    schedules: string[];
    rules: string[];
    rows: string[];
  } {
    const { policies, roles, schedules, rules = {}, rows = {} } = this.aws.current;
    return {
      policies: Object.keys(policies).sort(),
      attached: Object.values(roles)
        .flatMap(({ attached }) => attached)
        .sort(),
      schedules: Object.keys(schedules).sort(),
      rules: Object.values(rules).map(({ tags }) => tags["cordon:grant"] ?? ""),
      rows: Object.values(rows).flatMap((row) => Object.keys(row)),
    };
  }

  #audit(): AuditText {
    return {
      size: () => Buffer.byteLength(this.text),
      read: () => this.text,
      readFrom: (offset) => Buffer.from(this.text).subarray(offset).toString(),
      append: (text) => {
        this.text += text;
      },
    };
  }

  #random(): Uint8Array {
    this.#drawn += 1;
    return Uint8Array.from({ length: 16 }, (_, at) =>
      at === 15 ? this.#drawn % 32 : (this.#drawn >> 5) % 32,
    );
  }
}
