import type { Entitlement } from "./entitlement.js";
import type { RevokeReason } from "./grant.js";
import type { GrantPlan } from "./plan-output.js";
import type { Requester } from "./principal.js";
import type { LiveReason, Refusal, RefusalReason } from "./reason-codes.js";

/** Who does something to a grant: a person known from the transport, or Cordon itself. */
export type Actor = Requester | "system";

/** What happens to a grant, at which instant and by whom. */
export type GrantEvent =
  | {
      readonly type: "approve";
      readonly at: number;
      readonly by: Requester;
      readonly hash: string;
      readonly minutes?: number;
    }
  | { readonly type: "deny" | "cancel"; readonly at: number; readonly by: Requester }
  /** The fresh plan of the start, or why there is none any more. */
  | {
      readonly type: "start";
      readonly at: number;
      readonly plan: GrantPlan | Refusal<RefusalReason | LiveReason>;
      /** What the entitlement gives, narrowed to what was asked for. Null where there is no plan. */
      readonly granted: Entitlement | null;
    }
  | { readonly type: "lapse" | "attached" | "expire" | "absent" | "retry"; readonly at: number }
  | { readonly type: "fail"; readonly at: number; readonly why: string }
  | {
      readonly type: "revoke";
      readonly at: number;
      readonly by: Actor;
      readonly why: RevokeReason;
      /** Whether IAM lets the caller invoke the function that revokes any grant. @default false */
      readonly isOperator?: boolean;
    };

/** What is written down of a change, before it is chained. */
export interface AuditRecord {
  readonly grant: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** `user:<id>`, `service:<id>` or "system". */
  readonly actor: string;
  readonly event: string;
  /** Null where the grant begins. */
  readonly from: string | null;
  readonly to: string;
  /** What belongs to it: the hash that was approved, the deadline, why. */
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}
