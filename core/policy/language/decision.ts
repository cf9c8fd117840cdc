import type { Outcome } from "./truth.js";

/**
 * Every reason that a decision can have, in the order in which an allow policy is judged.
 *
 * Of the allow policies that match subject, action and resource, the one that gets furthest in this order gives
 * the reason.
 */
export const REASON_CODES = [
  "invalid_request",
  "denied_by_policy",
  "no_matching_policy",
  "policy_not_yet_valid",
  "policy_expired",
  "outside_time_window",
  "location_not_allowed",
  "device_not_trusted",
  "network_not_safe",
  "authentication_too_weak",
  "risk_too_high",
  "justification_missing",
  "attribute_not_satisfied",
  "allowed",
] as const;

/** Why the decision is what it is. */
export type ReasonCode = (typeof REASON_CODES)[number];

/** Where a reason stands in the order of {@link REASON_CODES}. */
export function stageOf(reason: ReasonCode): number {
  return REASON_CODES.indexOf(reason);
}

/** What can be asked for so that a denial turns into an allow. */
export type Obligation = CallerObligation | RequestAccessObligation;

/** What the caller can do alone. */
export type CallerObligation = AuthenticateObligation | JustifyObligation;

/** Authenticate again, so that what is named holds (RFC 9470 calls it step-up authentication). */
export interface AuthenticateObligation {
  readonly authenticate: {
    readonly assuranceAtLeast?: number;
    /** Methods of which one is enough. */
    readonly methods?: readonly string[];
    readonly maxAgeSeconds?: number;
  };
}

/** Send a justification along. */
export interface JustifyObligation {
  readonly justify: true;
}

/** Request an entitlement just in time: its grant alone would do, whatever else is asked for beside it. */
export interface RequestAccessObligation {
  readonly requestAccess: {
    /** Id of the entitlement, for which the subject is eligible. */
    readonly entitlement: string;
  };
}

/** A condition of the policy that gave the reason, and what it came to. */
export interface ConditionEvidence {
  /** The key of the condition in the policy, for example "location"; "attributes/0" for the first attribute. */
  readonly condition: string;
  readonly outcome: Outcome;
  /** What the policy asks for; left out where the condition holds. */
  readonly expected?: unknown;
  /** The facts that were judged, masked; left out where the condition holds. */
  readonly got?: Readonly<Record<string, unknown>>;
}

/** Why a request could not be judged. */
export interface InvalidityEvidence {
  readonly problem: string;
  readonly got: string;
  readonly allowed: string;
}

/** The answer to one request. */
export interface Decision {
  readonly decision: "allow" | "deny";
  readonly reason: ReasonCode;
  /** The policy that gave the reason, or null where none did. */
  readonly policy: string | null;
  readonly because: readonly (ConditionEvidence | InvalidityEvidence)[];
  /**
   * The smallest set of changes by the caller that turns the denial into an allow, and each entitlement whose grant
   * would do the same by itself; empty where there is none.
   */
  readonly obligations: readonly Obligation[];
  /**
   * False where looking for obligations took more work than a decision may: there may be others, or smaller ones.
   * @default - all were tried
   */
  readonly obligationsComplete?: false;
  /** The earliest instant (RFC 3339, UTC) at which time alone turns allow into deny or back; null where it never does. */
  readonly validUntil: string | null;
}
