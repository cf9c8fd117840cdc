import {
  type DetectionState,
  type FindingWindow,
  MODEL_RULE,
} from "../../core/detection/findings/finding.js";
import { SEVERITY_STEPS } from "../../core/detection/scoring/score.js";
import { literal } from "../../core/detection/sql/literal.js";
import { joinSql, type Sql, sql } from "../../core/detection/sql/sql.js";
import { NOTHING_HELD } from "./tables.js";

/** Windows that teach nothing: those of critical findings that nobody acknowledged as benign. */
export function heldWindows(state: DetectionState): readonly FindingWindow[] {
  return state.findings
    .filter(({ rule, model }) => {
      // By the score alone: what makes a finding more severe makes its windows no less normal.
      return (
        rule === MODEL_RULE.id &&
        model !== undefined &&
        0 - model.log10p >= model.threshold + SEVERITY_STEPS.critical
      );
    })
    .flatMap(({ windows }) => windows)
    .filter((window) => !isBenign(state, window));
}

/** Whether somebody acknowledged the finding of a window as benign: it is learned at once. */
export function isBenign({ acknowledgements }: DetectionState, { userId, start }: FindingWindow): boolean {
  const id = `${MODEL_RULE.id}/${userId}/${start.slice(0, 10)}`;
  return acknowledgements.findLast(({ finding }) => finding === id)?.as === "benign";
}

/** The windows as a table for FROM. */
export function heldTable(windows: readonly FindingWindow[]): Sql {
  if (windows.length === 0) return sql`(${NOTHING_HELD.text})`;
  const rows = windows.map(
    ({ userId, start }) => sql`(${literal.text(userId)}, ${literal.timestamp(Date.parse(start))})`,
  );
  return sql`(SELECT user_id, window_start FROM (VALUES ${joinSql(rows, ", ")}) AS held (user_id, window_start) GROUP BY user_id, window_start)`;
}
