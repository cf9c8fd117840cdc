import { MODEL_RULE } from "../../core/detection/findings/finding.js";
import type { Suppression } from "../../core/detection/findings/suppression.js";
import { DETECTION_RULES } from "../../core/detection/rules/rules.js";
import { valueOrThrow } from "../../core/errors.js";
import { readWrittenFile } from "../input/read-json-file.js";

/**
 * The suppressions of a file; none without one.
 *
 * @throws CordonError CORDON_DETECTION_SUPPRESSION_INVALID, CORDON_POLICY_INPUT_UNREADABLE
 */
export async function readSuppressions(path: string | undefined): Promise<readonly Suppression[]> {
  if (path === undefined) return [];
  // The schema compiler takes tens of milliseconds to load, and only this option needs it.
  const [{ statementValidator }, { parseSuppressions }] = await Promise.all([
    import("../../core/check/statement-validator.js"),
    import("../../core/detection/findings/read-suppressions.js"),
  ]);
  const rules = [MODEL_RULE.id, ...DETECTION_RULES.map(({ id }) => id)];
  return valueOrThrow(
    parseSuppressions(statementValidator(), valueOrThrow(readWrittenFile(path)), path, rules),
  );
}
