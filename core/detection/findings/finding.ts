import type { PerEvidence } from "../scoring/score.js";
import type { FindingSeverity } from "../severity.js";

/** The rule whose findings come from the score. */
export const MODEL_RULE = {
  id: "CORDON-DET-000",
  title: "A user behaves as neither the user nor the peers do",
  runbook: [
    "Read the evidence: the largest share first.",
    "Ask the user, by a channel that the token does not open.",
    "Isolate the session where nobody can explain it; acknowledge as benign where somebody can.",
  ],
} as const;

/** A (user, hour) of a finding. */
export interface FindingWindow {
  readonly userId: string;
  /** "2026-03-01T09:00:00.000Z" */
  readonly start: string;
}

/** What an alert of the model rests on. */
export interface ModelEvidence {
  /** 0 to 1; .85 is the alert budget. */
  readonly score: number;
  readonly log10p: number;
  /** L*, as a power of ten: an alert is at least so unlikely. */
  readonly threshold: number;
  readonly shares: PerEvidence;
  /** −ln p of each kind of evidence. */
  readonly unlikely: PerEvidence;
}

/** Something that a team must look at: one a rule, subject and UTC day. */
export interface DetectionFinding {
  /** "CORDON-DET-001/u-17/2026-03-01": the same on every run. */
  readonly id: string;
  readonly rule: string;
  readonly title: string;
  readonly severity: FindingSeverity;
  readonly subject: string;
  readonly subjectKind: "user" | "address" | "source";
  readonly day: string;
  /** Instants of its first and last event, or of its windows. */
  readonly first: string;
  readonly last: string;
  readonly events: number;
  /** What changed, for the same user and rule: the next day's finding of the same change is no new one. */
  readonly change: string;
  /** What was seen, one sentence each, the weightiest first. */
  readonly evidence: readonly string[];
  /** @default - the finding is a rule's */
  readonly model?: ModelEvidence;
  /** Windows of the model that made it. */
  readonly windows: readonly FindingWindow[];
  readonly attack: readonly string[];
  readonly runbook: readonly string[];
}

/** What a team said of a finding. */
export interface FindingAcknowledgement {
  readonly finding: string;
  /** benign: a new normal, which is learned at once. true: an attack, which never is. */
  readonly as: "benign" | "true";
  readonly reason: string;
  /** Instant at which it was said. */
  readonly at: string;
  /** Until when further findings of the same change tell nobody. @default - it is of that finding alone */
  readonly until?: string;
  readonly rule: string;
  readonly subject: string;
  readonly change: string;
}

/** What is remembered from one run to the next. */
export interface DetectionState {
  readonly version: 1;
  readonly findings: readonly DetectionFinding[];
  readonly acknowledgements: readonly FindingAcknowledgement[];
}

/** Nothing was found yet. */
export const NEW_STATE: DetectionState = { version: 1, findings: [], acknowledgements: [] };

/**
 * Whether anybody is told of a finding: new; repeated where the same change was found on a day before; acknowledged;
 * muted until an instant by an acknowledgement of the same change; or suppressed until an instant by a team's list.
 */
export type NoticeStatus = "new" | "repeated" | "acknowledged" | "muted" | "suppressed";

/** A finding with what is said of it. */
export interface ToldFinding extends DetectionFinding {
  readonly status: NoticeStatus;
  readonly acknowledged: {
    readonly as: "benign" | "true";
    readonly reason: string;
    readonly until: string | null;
  } | null;
  /** What a team's list says of it, whatever its status. */
  readonly suppressed: { readonly reason: string; readonly expires: string } | null;
}
