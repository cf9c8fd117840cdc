import type { PolicyDocument } from "../iam/render-document.js";
import type { AccessPolicy } from "../policy/language/policy.js";
import type { SecurityGroupRule } from "./flow-rules.js";
import type { Outliving } from "./outlives.js";
import type { RefusalReason } from "./reason-codes.js";

/** Who must approve, and what they sign. */
export interface Approvals {
  readonly required: number;
  readonly approvers: readonly string[];
  /** Hash of what was asked for; it does not depend on the time at which it is planned. */
  readonly hash: string;
}

/** What a grant would be. */
export interface GrantPlan {
  readonly decision: "ready" | "needs-approval";
  readonly reason: "ready" | "approval_required";
  readonly message: string;
  readonly approvals: Approvals;
  /** Activation and deadline, `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly notBefore: string;
  readonly deadline: string;
  readonly policyName: string;
  readonly policyPath: string;
  /** Null for the kinds that IAM does not enforce. */
  readonly policyDocument: PolicyDocument | null;
  /** Hash of the document that the kind has. */
  readonly documentHash: string;
  readonly target: string;
  /** What ends it: a condition that AWS or the policy engine judges, or the sweep alone. */
  readonly endsBy: "condition" | "sweep";
  /** What may stay open after the deadline. */
  readonly outlives: readonly Outliving[];
  /** What an approver should know. */
  readonly warnings: readonly string[];
  readonly accessPolicy: AccessPolicy | null;
  readonly securityGroupRules: readonly SecurityGroupRule[] | null;
}

/** Why there would be none: all keys, with null after the message. */
export type RefusedPlan = {
  readonly decision: "refused";
  readonly reason: RefusalReason;
  readonly message: string;
} & { readonly [Key in Exclude<keyof GrantPlan, "decision" | "reason" | "message">]: null };

/** The answer of `cordon access plan`. */
export type AccessPlan = GrantPlan | RefusedPlan;

/** The answer that refuses. */
export function refusedPlan(reason: RefusalReason, message: string): RefusedPlan {
  return {
    decision: "refused",
    reason,
    message,
    approvals: null,
    notBefore: null,
    deadline: null,
    policyName: null,
    policyPath: null,
    policyDocument: null,
    documentHash: null,
    target: null,
    endsBy: null,
    outlives: null,
    warnings: null,
    accessPolicy: null,
    securityGroupRules: null,
  };
}
