import { ALERT_SCORE, scoreOf, severityOf, sharesOf } from "../scoring/score.js";
import type { RowOf } from "../sql/statement.js";
import type { SCORE_COLUMNS } from "../sql/statements/window-scores.js";
import { type DetectionFinding, type FindingWindow, MODEL_RULE } from "./finding.js";
import { changeOf, evidenceInWords, evidenceOf } from "./words.js";

const MILLISECONDS_PER_HOUR = 3_600_000;

/** The alerts among the windows, one finding a user and day; the least likely window speaks for the others. */
export function modelFindings(
  rows: readonly RowOf<typeof SCORE_COLUMNS>[],
  threshold: number,
): DetectionFinding[] {
  const byUser = new Map<string, RowOf<typeof SCORE_COLUMNS>[]>();
  for (const row of rows) {
    if (scoreOf(row.log10p ?? 0, threshold) < ALERT_SCORE) continue;
    const key = `${row.window_start?.slice(0, 10)} ${row.user_id}`;
    byUser.set(key, [...(byUser.get(key) ?? []), row]);
  }
  return [...byUser.values()].map((windows) => findingOf(windows, threshold));
}

function findingOf(windows: readonly RowOf<typeof SCORE_COLUMNS>[], threshold: number): DetectionFinding {
  const worst = windows.reduce((a, b) => ((b.log10p ?? 0) < (a.log10p ?? 0) ? b : a));
  const subject = worst.user_id ?? "";
  const starts = windows.map(({ window_start }) => window_start ?? "").sort();
  const day = (starts[0] ?? "").slice(0, 10);
  const log10p = worst.log10p ?? 0;
  const shares = sharesOf(evidenceOf(worst));
  return {
    id: `${MODEL_RULE.id}/${subject}/${day}`,
    rule: MODEL_RULE.id,
    title: MODEL_RULE.title,
    severity: severityOf(log10p, threshold),
    subject,
    subjectKind: "user",
    day,
    first: starts[0] ?? "",
    last: new Date(Date.parse(starts.at(-1) ?? "") + MILLISECONDS_PER_HOUR).toISOString(),
    events: windows.reduce((total, { events }) => total + (events ?? 0), 0),
    change: changeOf(worst, shares),
    evidence: evidenceInWords(worst, shares),
    model: { score: scoreOf(log10p, threshold), log10p, threshold, shares, unlikely: evidenceOf(worst) },
    windows: starts.map((start): FindingWindow => ({ userId: subject, start })),
    attack: [],
    runbook: MODEL_RULE.runbook,
  };
}
