import type { ConditionBlock } from "../iam/condition.js";
import type { PersonKey } from "../iam/person-condition.js";
import type { Conditions } from "../policy/language/policy.js";

/** What may be requested just in time, by whom, approved by whom, for how long at most. */
export type Entitlement = RoleEntitlement | PolicyEntitlement | FlowEntitlement;

/** What every entitlement has, whatever it opens. */
export interface EntitlementBase {
  readonly id: string;
  readonly description?: string;
  readonly maxMinutes: number;
  /** `user:<id>`, `service:<id>` or `group:<name>`, exact and case-sensitive. */
  readonly eligible: readonly string[];
  readonly approval: ApprovalRule;
  /** @default - neither a reason nor a ticket is asked for */
  readonly reason?: ReasonRule;
  /** How long a request waits for approval. @default 180 */
  readonly pendingMinutes?: number;
  /** Who may have it at once, and for how long, with a review owed afterwards. @default - nobody */
  readonly breakGlass?: BreakGlassRule;
  /** SNS topics that are told beside the approvers. @default - none */
  readonly notify?: readonly string[];
}

/** How many distinct persons of whom must approve. */
export interface ApprovalRule {
  readonly required: number;
  readonly approvers: readonly string[];
}

export interface ReasonRule {
  readonly required: boolean;
  /** Regular expression that the whole ticket must match; it makes the ticket mandatory. */
  readonly ticket?: string;
}

export interface BreakGlassRule {
  readonly eligible: readonly string[];
  readonly maxMinutes: number;
}

/** Opens an IAM role. */
export interface RoleEntitlement extends EntitlementBase {
  readonly kind?: "role";
  /** ARN of the role. */
  readonly target: string;
  readonly statements: readonly EntitlementStatement[];
  /** How a shared role tells people apart. @default "aws:SourceIdentity" */
  readonly person?: PersonKey;
}

/** Opens an API that the policy engine guards. */
export interface PolicyEntitlement extends EntitlementBase {
  readonly kind: "policy";
  readonly policy: {
    readonly actions: readonly string[];
    readonly resources: readonly string[];
    readonly when?: Conditions;
  };
}

/** Opens a flow between two security groups. */
export interface FlowEntitlement extends EntitlementBase {
  readonly kind: "flow";
  readonly flow: {
    /** Security group that may connect. */
    readonly from: string;
    /** Security group that accepts. */
    readonly to: string;
    /** "tcp/5432", "udp/8000-8080". */
    readonly port: string;
  };
}

/** A statement of an entitlement; the `not` forms stand in denies only. */
export interface EntitlementStatement {
  /** @default "allow" */
  readonly effect?: "allow" | "deny";
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly conditions?: ConditionBlock;
}

/** Who a caller of AWS is. */
export interface People {
  readonly roles?: readonly PeopleRole[];
  readonly users?: readonly PeopleUser[];
}

/** The persons who use a role. */
export interface PeopleRole {
  /** Full ARN of the role; `*` is any run of characters. */
  readonly arn: string;
  /** What names the person: only for roles whose trust policy pins it. */
  readonly person: "sessionName" | "sourceIdentity";
  readonly groups: readonly string[];
}

/** The person, or service, that an IAM user is. */
export interface PeopleUser {
  /** ARN of the user; `*` is any run of characters. */
  readonly arn: string;
  readonly id: string;
  /** @default "user" */
  readonly kind?: "user" | "service";
  readonly groups: readonly string[];
}

/** A file of entitlements. */
export interface EntitlementFile {
  readonly $schema?: string;
  readonly version: 1;
  readonly people?: People;
  readonly entitlements: readonly Entitlement[];
}

/** What the id of an entitlement is. */
export const ENTITLEMENT_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Minutes that a request waits where the entitlement does not say. */
export const DEFAULT_PENDING_MINUTES = 180;

/** What the entitlement opens. */
export function kindOf(entitlement: Entitlement): "role" | "policy" | "flow" {
  return entitlement.kind ?? "role";
}
