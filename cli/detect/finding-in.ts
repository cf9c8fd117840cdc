import type { DetectionErrorCode } from "../../core/detection/error-codes.js";
import type { DetectionFinding, DetectionState } from "../../core/detection/findings/finding.js";
import { CordonError, quote } from "../../core/errors.js";
import { suggest } from "../../core/json/suggest.js";

/**
 * The finding of that id.
 *
 * @throws CordonError CORDON_DETECTION_FINDING_UNKNOWN
 */
export function findingIn(state: DetectionState, id: string, folder: string): DetectionFinding {
  const found = state.findings.find((finding) => finding.id === id);
  if (found !== undefined) return found;
  const near = suggest(
    id,
    state.findings.map((finding) => finding.id),
  );
  throw new CordonError([
    {
      code: "CORDON_DETECTION_FINDING_UNKNOWN" satisfies DetectionErrorCode,
      summary: "no finding of this id is in the state",
      got: quote(id),
      allowed: "the id of a finding that cordon detect run printed with this --state",
      fix: near === undefined ? "run cordon detect run with this --state first" : near,
      where: folder,
    },
  ]);
}
