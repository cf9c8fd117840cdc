import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { DuckDBInstance } from "@duckdb/node-api";
import { type OpenLog, openLog } from "../adapters/duckdb/open-log.js";
import { deniedBurst } from "../core/detection/rules/denied-burst.js";
import { ruleQuery } from "../core/detection/rules/rule-query.js";
import { queryOf } from "../core/detection/sql/statement.js";
import { hourCells } from "../core/detection/sql/statements/hour-cells.js";
import { hourMoves } from "../core/detection/sql/statements/hour-moves.js";
import { windowScores } from "../core/detection/sql/statements/window-scores.js";
import { parseInstant } from "../core/time/instant.js";
import { allRows } from "../services/anomaly-detector/query-engine.js";
import { learn, prepareScoring } from "../services/anomaly-detector/score-windows.js";
import { KEPT, TABLES } from "../services/anomaly-detector/tables.js";
import type { BenchmarkRow } from "./run.js";
import { median, round } from "./statistics.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The end of the log: nine hours into its last day. */
const NOW = parseInstant("2026-03-01T10:00:00Z");
const DAYS = 31;
const ROUNDS = 5;

/** The statements of detection on logs of growing size: medians of five runs in one process. */
export async function speedRows(smoke: boolean): Promise<BenchmarkRow[]> {
  const rows: BenchmarkRow[] = [];
  const measured = new Map<number, Measured>();
  for (const count of smoke ? [100_000] : [1_000_000, 10_000_000]) {
    process.stderr.write(`speed, ${count} rows\n`);
    const one = await measure(count);
    measured.set(count, one);
    const million = `${(count / 1_000_000).toString()} M rows`;
    rows.push(
      { measure: `${million}: denied burst of the last hour, ms`, cordon: round(one.burst) },
      { measure: `${million}: nightly summary of a day, ms`, cordon: round(one.nightly) },
      {
        measure: `${million}: an hour scored from summaries, ms; peer: from the raw log`,
        cordon: round(one.summaries),
        guides: round(one.raw),
        target: smoke ? "" : ">= 10 times faster at 10 M",
        verdict: verdict(count === 10_000_000, one.raw / one.summaries >= 10),
      },
      { measure: `${million}: peak memory of the process so far, MB`, cordon: one.peakMegabytes },
    );
  }
  const [small, large] = [...measured.values()];
  if (small !== undefined && large !== undefined) {
    const growth = large.summaries / small.summaries;
    rows.push({
      measure: "hourly scoring, growth from 1 M to 10 M rows",
      cordon: round(growth),
      target: "<= 3",
      verdict: verdict(true, growth <= 3),
    });
  }
  return rows;
}

function verdict(isJudged: boolean, passes: boolean): string {
  return isJudged ? (passes ? "pass" : "miss") : "";
}

interface Measured {
  readonly burst: number;
  readonly nightly: number;
  readonly summaries: number;
  readonly raw: number;
  readonly peakMegabytes: number;
}

async function measure(rows: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "cordon-speed-"));
  try {
    await writeRows(join(folder, "log.parquet"), rows);
    const log = await openLog(folder);
    try {
      return await measureOn(log);
    } finally {
      log.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureOn({ engine }: OpenLog): Promise<Measured> {
  const today = NOW - (NOW % DAY);
  const hour = { from: NOW - HOUR, until: NOW };
  const score = async (): Promise<void> => {
    await allRows(engine, queryOf(windowScores, { ...TABLES, ...hour }));
  };
  const nightly = await timed(async () => {
    const range = { log: TABLES.log, from: today - DAY, until: today };
    await engine.keep("a_day", queryOf(hourCells, range));
    await engine.keep("moves_of_a_day", queryOf(hourMoves, range));
  });
  // From the raw log: what a scheduled query without summaries would do each time.
  const raw = await timed(async () => {
    await prepareScoring(engine, { trainUntil: today, until: NOW, budget: 5 });
    await score();
  }, 1);
  await learn(engine);
  const summaries = await timed(async () => {
    // The open hour comes from the raw log, everything before from the summaries.
    const open = { log: TABLES.log, from: today, until: NOW };
    await engine.keep("open_cells", queryOf(hourCells, open));
    await engine.keep(KEPT.moves, queryOf(hourMoves, { ...open, from: hour.from }));
    await score();
  });
  const burst = await timed(async () => {
    await allRows(engine, ruleQuery(deniedBurst, { log: TABLES.log, ...hour }));
  });
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  return { burst, nightly, summaries, raw, peakMegabytes };
}

async function timed(work: () => Promise<void>, rounds = ROUNDS): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times);
}

/**
 * A log of so many rows in the order of time, made in SQL: a user for each 10 000 rows, at least 300, of ten groups, with
 * forty resources each; one request in a hundred is denied.
 */
async function writeRows(file: string, rows: number): Promise<void> {
  const users = Math.max(300, Math.round(rows / 10_000));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run(`COPY (
    SELECT 'e-' || i AS event_id,
      TIMESTAMP '2026-03-01 10:00:00' - to_milliseconds(CAST((${rows} - i) * (${DAYS * DAY} / ${rows}) AS BIGINT)) AS ts,
      'u-' || (hash(i) % ${users}) AS user_id,
      'g-' || (hash(i) % ${users} % 10) AS peer_group,
      '203.0.113.' || (hash(i) % ${users} % 200) AS source_ip,
      ['DE-Berlin', 'GB-London', 'US-New-York'][1 + CAST(hash(i) % ${users} % 3 AS INTEGER)] AS location,
      [52.52, 51.51, 40.71][1 + CAST(hash(i) % ${users} % 3 AS INTEGER)] AS lat,
      [13.41, -0.13, -74.01][1 + CAST(hash(i) % ${users} % 3 AS INTEGER)] AS lon,
      'eu-central-1' AS region,
      'g-' || (hash(i) % ${users} % 10) || '/r-' || CAST(floor(40 * power((hash(i + 7) % 10000) / 10000.0, 3)) AS INTEGER)
        AS resource,
      'orders:Use' AS action,
      CASE WHEN hash(i + 13) % 100 = 0 THEN 'DENY' ELSE 'ALLOW' END AS decision,
      CASE WHEN hash(i + 13) % 100 = 0 THEN 'no_matching_policy' ELSE 'allowed' END AS reason,
      'orders-use' AS policy_id, 'd-' || (hash(i) % ${users}) AS device_id, 's-' || (hash(i) % ${users}) AS session_id,
      'shop-engine' AS "function"
    FROM range(${rows}) AS t (i)
  ) TO '${file.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`);
  connection.closeSync();
  instance.closeSync();
}
