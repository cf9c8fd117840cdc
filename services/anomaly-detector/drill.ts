import { ACCESS_LOG_FIELDS, type AccessLogRecord } from "../../core/detection/access-log.js";
import { tableOf } from "../../core/detection/rules/case-log.js";
import { at as caseInstant, caseRecords } from "../../core/detection/rules/case-records.js";
import { DEFAULT_SURROUNDINGS, type DetectionRule, type RuleCase } from "../../core/detection/rules/rule.js";
import { ruleQuery } from "../../core/detection/rules/rule-query.js";
import { identifier } from "../../core/detection/sql/identifier.js";
import { joinSql, type Sql, sql } from "../../core/detection/sql/sql.js";
import { allRows, type QueryEngine, type RunOptions } from "./query-engine.js";
import { TABLES } from "./tables.js";

/** How a canary attack went. */
export interface Drill {
  /** The case of the rule that was played. */
  readonly name: string;
  /** Instants of its first and last event. */
  readonly first: string;
  readonly last: string;
  readonly events: number;
  /** Instant of the run that found it. @default - none did */
  readonly foundAt?: string;
  /** From the first event to the run that found it. @default - none did */
  readonly secondsToDetection?: number;
}

const MINUTE = 60_000;
/** After so many runs without a finding the attack counts as missed: two hours of a rule that runs every five minutes. */
const MOST_RUNS = 24;

/** Where the interval of a case begins that says nothing else. */
const CASE_FROM = caseInstant("09:00");

/** What marks the users, sessions and events of a drill, so that nobody takes them for people. */
const CANARY = "cordon-canary";

/**
 * Plays the first case of a rule that finds something, as if it ended at an instant, in a log that stays as it is; and
 * runs the rule at the times of its schedule until it finds the attack.
 */
export async function drill(
  engine: QueryEngine,
  rule: DetectionRule,
  now: number,
  options: RunOptions = {},
): Promise<Drill | undefined> {
  const played = rule.cases.find(({ finds }) => finds.length > 0);
  if (played === undefined) return undefined;
  const { records, moved } = canaryRecords(played, now);
  const log = withRecords(records);
  const times = records.map(({ ts }) => Date.parse(ts)).sort((a, b) => a - b);
  // What a case tells before its interval is the history that its attack stands out from.
  const begin = Date.parse(played.from ?? CASE_FROM) + moved;
  const first = times.find((time) => time >= begin) ?? times.at(-1) ?? now;
  const surroundings = { ...DEFAULT_SURROUNDINGS, ...played.surroundings };
  const step = rule.everyMinutes * MINUTE;
  const common = {
    name: played.name,
    first: iso(first),
    last: iso(times.at(-1) ?? now),
    events: records.length,
  };
  const firstRun = Math.ceil((first + 1) / step) * step;
  for (let at = firstRun; at < firstRun + MOST_RUNS * step; at += step) {
    // What a run sees ends at its own time, as in the cloud.
    const query = ruleQuery(rule, { log, from: at - 2 * step - MINUTE * 60, until: at }, surroundings);
    const rows = await allRows(engine, query, options);
    if (
      rows.some((row) => String(row["subject"] ?? "").includes(CANARY) || isOfCanary(row["subject"], records))
    ) {
      return { ...common, foundAt: iso(at), secondsToDetection: Math.round((at - first) / 1000) };
    }
  }
  return common;
}

/** The records of a case with users of the drill, moved so that the last one is at the instant. */
function canaryRecords(
  played: RuleCase,
  now: number,
): { readonly records: readonly AccessLogRecord[]; readonly moved: number } {
  const records = caseRecords(played.records);
  const last = records.reduce((latest, { ts }) => Math.max(latest, Date.parse(ts)), 0);
  const moved = now - 1 - last;
  const mark = (value: string | null) => (value === null ? null : `${CANARY}-${value}`);
  return {
    moved,
    records: records.map((record) => ({
      ...record,
      ts: iso(Date.parse(record.ts) + moved),
      event_id: `${CANARY}-${record.event_id}`,
      user_id: mark(record.user_id),
      session_id: mark(record.session_id),
      function: mark(record.function),
    })),
  };
}

/** Where the subject is an address, no name marks it. */
function isOfCanary(subject: unknown, records: readonly AccessLogRecord[]): boolean {
  return typeof subject === "string" && records.some(({ source_ip }) => source_ip === subject);
}

function withRecords(records: readonly AccessLogRecord[]): Sql {
  const columns = joinSql(
    [...ACCESS_LOG_FIELDS.map(({ name }) => name), "dt", "hour"].map((name) => identifier(name)),
    ", ",
  );
  return sql`(SELECT ${columns} FROM ${TABLES.log} UNION ALL SELECT ${columns} FROM ${tableOf(records)})`;
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
