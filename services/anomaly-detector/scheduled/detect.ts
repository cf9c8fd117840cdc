import { type DetectionFinding, MODEL_RULE } from "../../../core/detection/findings/finding.js";
import { raiseCritical } from "../../../core/detection/findings/raise-critical.js";
import { ruleFindings } from "../../../core/detection/findings/rule-findings.js";
import type { DetectionRule } from "../../../core/detection/rules/rule.js";
import { ruleQuery } from "../../../core/detection/rules/rule-query.js";
import { LATEST_DELIVERY_HOURS, withinRange } from "../../../core/detection/sql/log-bounds.js";
import { sql } from "../../../core/detection/sql/sql.js";
import { queryOf } from "../../../core/detection/sql/statement.js";
import { dataQuality } from "../../../core/detection/sql/statements/data-quality.js";
import { MILLISECONDS_PER_DAY } from "../../../core/time/instant.js";
import { allRows, type RunOptions } from "../query-engine.js";
import { canaryOutcome } from "./canary.js";
import { deliverFindings } from "./deliver.js";
import { recordFindings } from "./findings.js";
import { dueStretch, readMarks, type Stretch, withLateRecords } from "./marks.js";
import { type ScoredHours, scoreOpenHours } from "./open-hours.js";
import type { DetectorGauges, DetectorPorts, DetectorSettings } from "./ports.js";
import { type Learned, lastDayAt, readLearned, summarizeDays } from "./summaries.js";

const HOUR = 3_600_000;
/** How often the model looks, in minutes. */
const MODEL_MINUTES = 5;

/** What looked, and what it found. */
interface Look<Found> {
  readonly id: string;
  readonly stretch: Stretch;
  readonly found: Found;
}

/** What a run found for the first time, and what it measured. */
export interface DetectOutcome {
  readonly findings: readonly DetectionFinding[];
  readonly gauges: DetectorGauges;
}

/**
 * One look at the log: the model over the open hours, and each rule that is due.
 *
 * What fails is reported and counted, and the next run looks at its stretch of time again; the others go on. Findings
 * are written down before anybody is told, and how far each has looked after that: what breaks between loses nothing.
 */
export async function detect(
  ports: DetectorPorts,
  settings: DetectorSettings,
  options: RunOptions = {},
): Promise<DetectOutcome> {
  const now = ports.now();
  const marks = await readMarks(ports.state);
  const modelStretch = dueStretch(marks.get(MODEL_RULE.id), MODEL_MINUTES, now);
  let failed = 0;
  const attempt = async <Found>(look: () => Promise<Found>): Promise<Found | undefined> => {
    try {
      return await look();
    } catch (error) {
      failed += 1;
      ports.report(error);
      return undefined;
    }
  };
  const learned = await attempt(
    async () => (await readLearned(ports)) ?? summarizeDays(ports, settings, options),
  );
  const model = async (): Promise<Look<ScoredHours> | undefined> => {
    if (modelStretch === undefined || learned === undefined) return undefined;
    const found = await scoreOpenHours(ports, settings, learned, modelStretch, options);
    return { id: MODEL_RULE.id, stretch: modelStretch, found };
  };
  const ofRule = async (rule: DetectionRule): Promise<Look<readonly DetectionFinding[]> | undefined> => {
    const stretch = dueStretch(marks.get(rule.id), rule.everyMinutes, now);
    if (stretch === undefined) return undefined;
    const range = { log: settings.log, from: withLateRecords(stretch), until: stretch.until };
    const rows = await allRows(ports.engine, ruleQuery(rule, range, settings.surroundings), options);
    return { id: rule.id, stretch, found: ruleFindings(rule, rows) };
  };
  // At once: a run takes as long as its slowest statement, and an alert waits for the run.
  const [scored, recordsSeen, ...looks] = await Promise.all([
    attempt(model),
    attempt(() => recordsOf(ports, settings, now, options)),
    ...settings.rules.map((rule) => attempt(() => ofRule(rule))),
  ]);
  const touched = scored?.found.touched ?? new Set<string>();
  const all = [...(scored?.found.findings ?? []), ...looks.flatMap((look) => look?.found ?? [])];
  const { others, seconds, missed } = await canaryOutcome(ports, all);
  const findings = await recordFindings(
    ports,
    others.map((finding) => raiseCritical(finding, touched)),
  );
  for (const look of [scored, ...looks]) {
    if (look === undefined) continue;
    const { until, revision } = look.stretch;
    await ports.state.write("mark", look.id, { until }, { revision });
  }
  const noticesPending = await deliverFindings(ports);
  const gauges: DetectorGauges = {
    runs: 1,
    queriesFailed: failed,
    recordsSeen: recordsSeen ?? 0,
    canaryMissed: missed,
    noticesPending,
    summaryAgeHours: ageOf(learned, now),
    hoursLost: modelStretch?.hoursLost ?? 0,
    findings: findings.length,
    detectionSeconds: findings.map(({ first }) => Math.max(0, (now - Date.parse(first)) / 1000)),
    canarySeconds: seconds,
  };
  return { findings, gauges };
}

/** Records of the last two hours, from one read of them. */
async function recordsOf(
  { engine }: DetectorPorts,
  { log }: DetectorSettings,
  now: number,
  options: RunOptions,
): Promise<number> {
  const range = { log, from: now - LATEST_DELIVERY_HOURS * HOUR, until: now };
  const recent = sql`(SELECT ts, event_id, user_id, resource, location, decision FROM ${log} WHERE ${withinRange(range)})`;
  const [row] = await allRows(engine, queryOf(dataQuality, { log: recent, now }), options);
  return row?.row_count ?? 0;
}

/** How long ago the model should have learned a day that it has not; 0 where it is up to date. */
function ageOf(learned: Learned | undefined, now: number): number {
  const wanted = lastDayAt(now);
  const day = learned?.day ?? wanted - MILLISECONDS_PER_DAY;
  return Math.max(0, (wanted - day) / HOUR);
}
