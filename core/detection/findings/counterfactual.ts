import { EVIDENCE, type EvidenceKind, log10Of, type PerEvidence } from "../scoring/score.js";

/** What a finding of the model would have been without one kind of evidence. */
export interface Counterfactual {
  readonly without: EvidenceKind;
  readonly log10p: number;
  /** Whether it would still have been an alert. */
  readonly isAlert: boolean;
}

/** Each kind of evidence that the finding has, taken away alone: those that it hangs on first. */
export function counterfactuals(evidence: PerEvidence, threshold: number): Counterfactual[] {
  return EVIDENCE.filter((kind) => evidence[kind] > 0)
    .map((without) => {
      const log10p = log10Of({ ...evidence, [without]: 0 });
      return { without, log10p, isAlert: 0 - log10p >= threshold };
    })
    .sort((a, b) => b.log10p - a.log10p);
}
