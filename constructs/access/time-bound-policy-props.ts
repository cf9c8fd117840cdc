import type { EntitlementStatement } from "../../core/access/entitlement.js";

/** A standing policy that ends. */
export interface TimeBoundPolicyProps {
  /**
   * When it ends, `YYYY-MM-DDTHH:MM:SSZ`; from this second on AWS allows nothing by it. An instant and never a duration,
   * which each deployment would begin anew.
   */
  readonly deadline: string;
  /** When it begins, in the same form. @default - with its deployment */
  readonly notBefore?: string;
  /**
   * What it allows and denies, as in a file of entitlements; a variable of IAM is written `$${aws:username}`, as
   * everywhere in Terraform. Every statement gets the deadline.
   */
  readonly statements: readonly EntitlementStatement[];
  /** Names of the roles that it is attached to. @default - none */
  readonly roles?: readonly string[];
  /** Name of the policy, 1 to 128 characters. @default - made from the construct path */
  readonly policyName?: string;
  /** Path of the policy; any but those below "/jit/", which the sweep of an access broker empties. @default "/" */
  readonly path?: string;
  /** What the policy is for, 1 to 1000 characters. @default - the deadline in words */
  readonly description?: string;
  /** The instant of the synthesis, against which the deadline is held. @default - the present */
  readonly now?: Date;
  /** Tags of the policy. @default - no tags but its deadline */
  readonly tags?: Readonly<Record<string, string>>;
}
