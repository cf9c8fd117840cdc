import type { ChainHead } from "../../core/access/audit-chain.js";
import type { EntitlementFile } from "../../core/access/entitlement.js";
import type { SecurityGroupRule } from "../../core/access/flow-rules.js";
import type { Grant } from "../../core/access/grant.js";
import type { AuditRecord } from "../../core/access/grant-event.js";
import type { Gauges } from "../../core/access/owed.js";
import type { Requester } from "../../core/access/principal.js";
import type { PolicyDocument } from "../../core/iam/render-document.js";
import type { AccessPolicy } from "../../core/policy/language/policy.js";
import type { Pages } from "../intent-do-sweep/pages.js";

/** A request that is sent again with the same token is the same request. */
export interface Idempotency {
  /** Who asked and the client token, as one key. */
  readonly key: string;
  /** Hash of the body: the same token with another body is refused. */
  readonly bodyHash: string;
}

/** Which grants to read. */
export type GrantQuery =
  /** Those for which something is still to be done: `isOpen`. */
  | { readonly which: "open" }
  /** All of a person, ignoring the case of the id. */
  | { readonly which: "person"; readonly person: string }
  | { readonly which: "all" };

/**
 * The ledger. Every write is one transaction: the grant, on the condition that nobody wrote it meanwhile, and its
 * record as the next event of the audit chain. All reads are strongly consistent.
 */
export interface GrantStore {
  get(id: string): Promise<Grant | undefined>;
  grants(query: GrantQuery): Pages<Grant>;
  /** Writes a new grant with its idempotency; or answers with the grant and body hash that the key has already. */
  create(
    grant: Grant,
    audit: AuditRecord,
    idempotency: Idempotency,
  ): Promise<{ readonly created: true } | { readonly created: false; readonly existing: KnownRequest }>;
  /** What a client token stands for. */
  known(key: string): Promise<KnownRequest | undefined>;
  /** Writes a grant whose stored version is one less; false where it is another by now. */
  replace(grant: Grant, audit: AuditRecord): Promise<boolean>;
  /** Writes down what changed no grant: a refusal. Of a grant it names the state that stands when it is written. */
  note(audit: AuditRecord): Promise<void>;
  /** The events of the chain in order, as they stand: whoever reads them verifies them. */
  events(): Pages<unknown>;
  head(): Promise<ChainHead>;
}

/** The grant that a client token made. */
export interface KnownRequest {
  readonly grant: string;
  readonly bodyHash: string;
}

/** Signatures of callers that were accepted, so that none is accepted twice. */
export interface RememberedSignatures {
  /** Whether the signature is new; it is remembered until the instant. One conditional write. */
  remember(signature: string, until: number): Promise<boolean>;
}

/** Who has a policy attached; names as IAM gives them. */
export interface AttachedEntity {
  readonly type: "role" | "user" | "group";
  readonly name: string;
}

/** A policy as IAM has it. */
export interface StandingPolicy {
  readonly arn: string;
  readonly name: string;
  /** Milliseconds since 1970, by the clock of AWS. */
  readonly createdAt: number;
  /** The default version, or null where it cannot be read. */
  readonly document: PolicyDocument | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** A role as IAM has it. */
export interface TargetRole {
  readonly arn: string;
  /** ARN of the permissions boundary. @default - none */
  readonly boundary?: string;
}

/**
 * IAM. Calls reject with {@link OutsideError}; throttling is retried by the adapter only as long as a call may take.
 * Calls that change something are idempotent where a comment says so.
 */
export interface Iam {
  /** Undefined where there is none. */
  role(arn: string): Promise<TargetRole | undefined>;
  /** `AttachedPoliciesPerRoleQuota` of the account. */
  attachmentsPerRole(): Promise<number>;
  /** ARNs of the managed policies of a role, all pages; none where there is no role. */
  attachedPolicies(role: string): Promise<readonly string[]>;
  /** "exists" where a policy has this name already. */
  createPolicy(policy: NewPolicy): Promise<"created" | "exists">;
  /** Undefined where there is none, or none yet. */
  policy(arn: string): Promise<StandingPolicy | undefined>;
  /** Idempotent. */
  attach(role: string, policy: string): Promise<void>;
  /** Everybody who has the policy, all pages; nobody where there is none. */
  entities(policy: string): Promise<readonly AttachedEntity[]>;
  /** Idempotent. */
  detach(entity: AttachedEntity, policy: string): Promise<void>;
  /** Ids of the versions that are not the default one; none where there is no policy. */
  otherVersions(policy: string): Promise<readonly string[]>;
  /** Idempotent. */
  deleteVersion(policy: string, version: string): Promise<void>;
  /** Rejects with "delete-conflict" while somebody has it; idempotent. */
  deletePolicy(policy: string): Promise<void>;
  /** The policies under a path. Those whose document is null are read one by one. */
  policies(path: string): Pages<StandingPolicy>;
}

/** A policy to create. */
export interface NewPolicy {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly document: PolicyDocument;
  readonly tags: Readonly<Record<string, string>>;
}

/** One-time schedules, which start a sweep of one grant. */
export interface Scheduler {
  /** Idempotent: a schedule of this name is ours. */
  schedule(name: string, at: number, grant: string): Promise<void>;
  /** Idempotent. */
  remove(name: string): Promise<void>;
  /** Names of all our schedules. */
  schedules(): Pages<{ readonly name: string; readonly grant: string }>;
}

/** A rule that stands in a security group. */
export interface StandingRule {
  /** `sgr-...` */
  readonly id: string;
  readonly group: string;
  readonly direction: "egress" | "ingress";
  readonly tags: Readonly<Record<string, string>>;
}

/** The rules of security groups. */
export interface FlowRules {
  /** "exists" where the same rule stands already: EC2 refuses a duplicate. */
  authorize(rule: SecurityGroupRule): Promise<"created" | "exists">;
  /** The rule that opens the same, whoever made it. */
  find(rule: SecurityGroupRule): Promise<StandingRule | undefined>;
  /** Gives a rule of ours to another of the grants that share it. Idempotent. */
  retag(rule: StandingRule, tags: Readonly<Record<string, string>>): Promise<void>;
  /** Idempotent. */
  revoke(rule: StandingRule): Promise<void>;
  /** Every rule with the tag of a grant. */
  tagged(): Pages<StandingRule>;
}

/** The access policies of subjects, one map entry a grant, in a table that the policy engine reads. */
export interface AccessPolicyRows {
  /** Idempotent. */
  put(subject: string, policy: AccessPolicy): Promise<void>;
  get(subject: string, id: string): Promise<AccessPolicy | undefined>;
  /** Idempotent. */
  remove(subject: string, id: string): Promise<void>;
  rows(): Pages<{ readonly subject: string; readonly policy: AccessPolicy }>;
}

/** What detection knows of a subject. */
export interface SubjectFlags {
  /** Whether a critical finding on it is open; then nothing is granted without an approval. */
  hasCriticalFinding(subject: string): Promise<boolean>;
}

/** What somebody is told. */
export interface Notice {
  /** "approve" goes to those who must act, "told" to those who are only told. */
  readonly to: "approve" | "told";
  readonly grant: string;
  /** What happened, such as `request` or `break-glass`. */
  readonly event: string;
  /** Plain text; for "approve" its last line is the command that approves. */
  readonly text: string;
  /** `user:`, `group:` entries that it is for. */
  readonly persons: readonly string[];
  /** Topics of the entitlement beside the broker's own. */
  readonly topics: readonly string[];
}

/** Tells people. A notice may come twice, and none may hold up a grant. */
export interface Notifier {
  tell(notice: Notice): Promise<void>;
}

/** Two clocks: the broker's own, and that of AWS, as a second opinion. Milliseconds since 1970. */
export interface Clock {
  now(): number;
  /** From the `Date` header of an answer of AWS. */
  reference(): Promise<number>;
}

/** Keeps the heads of the audit chain where the ledger's writers cannot rewrite them. Heads are added, none replaces another. */
export interface HeadKeeper {
  /** Idempotent. */
  keep(head: ChainHead): Promise<void>;
  /** Every head that was kept. */
  kept(): Promise<readonly ChainHead[]>;
}

/** Hands an approved grant to whoever may provision: another function, or the same process. */
export interface Provisioner {
  /** Resolves when it is active, waits for its start, or is refused; the store has the grant. */
  provision(grant: string): Promise<ProvisionOutcome>;
}

/** What came of it: the answer of the verb, as far as it is needed. */
export interface ProvisionOutcome {
  readonly refused: boolean;
  readonly reason: string;
  readonly message: string;
}

/** What a sweep measured. */
export interface SweepGauges extends Gauges {
  /** Objects of AWS that no grant owns, found in this sweep. */
  readonly orphans: number;
  /** Heads of the audit chain that this sweep could not keep: 0 or 1. */
  readonly headsNotKept: number;
}

/** Everything that the broker needs of the world. A verb takes only its part. */
export interface BrokerPorts {
  readonly store: GrantStore;
  readonly entitlements: () => Promise<EntitlementFile>;
  readonly clock: Clock;
  /** A new ULID. */
  readonly newId: () => string;
  readonly subjects: SubjectFlags;
  readonly notifier: Notifier;
  readonly provisioner: Provisioner;
  readonly iam: Iam;
  readonly scheduler: Scheduler;
  readonly flows: FlowRules;
  readonly rows: AccessPolicyRows;
  readonly heads: HeadKeeper;
  readonly gauges: (gauges: SweepGauges) => Promise<void>;
  /** The groups that a person is in today. @default - those of the request */
  readonly groupsOf?: (person: Requester) => Promise<readonly string[]>;
  /** Waits between two attempts, in milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly settings: BrokerSettings;
}

/** What a deployment decides. */
export interface BrokerSettings {
  /** ARN of the permissions boundary that every target role must carry. @default - none is asked for, as in local mode */
  readonly boundary?: string;
  /** Account that the broker serves. @default - that of each target */
  readonly account?: string;
}
