import type { DetectionFinding } from "../../core/detection/findings/finding.js";
import { ruleFindings } from "../../core/detection/findings/rule-findings.js";
import type { DetectionRule, Surroundings } from "../../core/detection/rules/rule.js";
import { ruleQuery } from "../../core/detection/rules/rule-query.js";
import { queryOf } from "../../core/detection/sql/statement.js";
import { dataQuality } from "../../core/detection/sql/statements/data-quality.js";
import { MILLISECONDS_PER_DAY } from "../../core/time/instant.js";
import { allRows, type QueryEngine, type RunOptions } from "./query-engine.js";
import { TABLES } from "./tables.js";

/** What a rule would have found in a log, and what it would cost on Athena. */
export interface Backtest {
  readonly from: string;
  readonly until: string;
  readonly days: number;
  readonly alerts: number;
  readonly alertsADay: number;
  /** Findings of each UTC day that had any. */
  readonly byDay: Readonly<Record<string, number>>;
  /** Subjects with the most findings, and how many. */
  readonly noisiest: readonly (readonly [subject: string, alerts: number])[];
  /** Bytes that one run reads, by the size of the log's files; Athena counts at least 10 MB. */
  readonly bytesScanned: number;
  readonly dollarsAMonth: number;
}

/** Athena: USD 5 a terabyte in us-east-1, at least 10 MB a query (Amazon Athena Pricing). */
const DOLLARS_A_BYTE = 5 / 1e12;
const LEAST_BYTES = 10e6;
const MINUTES_A_DAY = 1440;
const DAYS_A_MONTH = 30;
const NOISIEST = 5;

/**
 * Runs a rule over each UTC day of a log, as if it had been there.
 *
 * @param bytes size of the log's files
 */
export async function backtest(
  engine: QueryEngine,
  {
    rule,
    settings,
    surroundings,
    bytes,
  }: {
    readonly rule: DetectionRule;
    readonly settings: Readonly<Record<string, number>>;
    readonly surroundings: Surroundings;
    readonly bytes: number;
  },
  options: RunOptions = {},
): Promise<Backtest | undefined> {
  const [log] = await allRows(engine, queryOf(dataQuality, { log: TABLES.log, now: 0 }), options);
  if (log?.earliest == null || log.latest == null) return undefined;
  const from = Date.parse(log.earliest.slice(0, 10));
  const until = Date.parse(log.latest.slice(0, 10)) + MILLISECONDS_PER_DAY;
  const days = (until - from) / MILLISECONDS_PER_DAY;
  const query = ruleQuery(rule, { log: TABLES.log, from, until }, surroundings, settings);
  const found = ruleFindings(rule, await allRows(engine, query, options));
  const history = Math.min(days, 1 + rule.historyMinutes(settings) / MINUTES_A_DAY);
  // A run reads its history and the partitions of the hours in which a late record may lie.
  const bytesScanned = Math.max(LEAST_BYTES, Math.round((bytes / days) * history));
  const runs = (MINUTES_A_DAY / rule.everyMinutes) * DAYS_A_MONTH;
  return {
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    days,
    alerts: found.length,
    alertsADay: found.length / days,
    byDay: countsOf(found, ({ day }) => day),
    noisiest: Object.entries(countsOf(found, ({ subject }) => subject))
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, NOISIEST),
    bytesScanned,
    dollarsAMonth: runs * bytesScanned * DOLLARS_A_BYTE,
  };
}

function countsOf(
  findings: readonly DetectionFinding[],
  keyOf: (finding: DetectionFinding) => string,
): Record<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(keyOf(finding), (counts.get(keyOf(finding)) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
