import type { Decision, Obligation } from "../../core/policy/language/decision.js";
import { type AccessReason, TRANSPORT_REASONS, type TransportReasonCode } from "./reasons.js";

/** Who asks, as a token or an authenticated policy enforcement point says. */
export interface AccessSubject {
  readonly kind: string;
  readonly id: string;
  /** A list of texts, or whatever the caller had: then no policy takes it for one. */
  readonly groups: unknown;
  /** Every claim of the token. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly peerGroup: string | undefined;
  readonly sessionId: string | undefined;
  readonly deviceId: string | undefined;
  /** Milliseconds since 1970. */
  readonly issuedAt: number | undefined;
  /** Milliseconds since 1970; Infinity where nothing ends. */
  readonly expiresAt: number;
}

/** The answer of the policy engine to a policy enforcement point. */
export interface AccessAnswer {
  readonly allowed: boolean;
  readonly reason: AccessReason;
  /** The policy that gave the reason. */
  readonly policy: string | null;
  readonly because: Decision["because"];
  /** What the caller could do to be allowed. */
  readonly obligations: readonly Obligation[];
  /** False where there may be others, or smaller ones, than there was time to look for. @default - all were tried */
  readonly obligationsComplete?: false;
  /** Instant (RFC 3339, UTC) at which the answer stops being true by time alone: nobody may use it any longer. */
  readonly validUntil: string | null;
  /** Id that a remote policy decision point gave the decision in its own log. @default - decided here, or none given */
  readonly remoteEventId?: string;
  /** Who was verified, if anybody. */
  readonly subject: AccessSubject | undefined;
}

/** A denial for a reason that is not about the access policies. */
export function transportDenial(reason: TransportReasonCode, subject?: AccessSubject): AccessAnswer {
  return {
    allowed: false,
    reason,
    policy: null,
    because: [],
    obligations: TRANSPORT_REASONS[reason].authenticate ? [{ authenticate: {} }] : [],
    validUntil: null,
    subject,
  };
}
