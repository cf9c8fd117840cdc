import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LOG_VIEW } from "../../adapters/duckdb/log-view.js";
import { type OpenLog, openLog } from "../../adapters/duckdb/open-log.js";
import { runCordon } from "../../cli/program.js";
import { ruleQuery } from "../../core/detection/rules/rule-query.js";
import { DETECTION_RULES } from "../../core/detection/rules/rules.js";
import { identifier } from "../../core/detection/sql/identifier.js";
import { joinSql, sql, sqlText } from "../../core/detection/sql/sql.js";
import { type Columns, type Query, queryOf, type Statement } from "../../core/detection/sql/statement.js";
import { criticalTouches } from "../../core/detection/sql/statements/critical-touches.js";
import { dataQuality } from "../../core/detection/sql/statements/data-quality.js";
import { dayHours } from "../../core/detection/sql/statements/day-hours.js";
import { daySightings } from "../../core/detection/sql/statements/day-sightings.js";
import { type FindingSpan, findingEvents } from "../../core/detection/sql/statements/finding-events.js";
import { CELL_COLUMNS, hourCells } from "../../core/detection/sql/statements/hour-cells.js";
import { hourMoves, MOVE_COLUMNS } from "../../core/detection/sql/statements/hour-moves.js";
import { STATEMENTS } from "../../core/detection/sql/statements/statements.js";
import { windowScores } from "../../core/detection/sql/statements/window-scores.js";
import { windowsOfDays } from "../../core/detection/sql/statements/windows-of-days.js";
import { heldTable } from "../../services/anomaly-detector/held-windows.js";
import { daysOf, prepareScoring } from "../../services/anomaly-detector/score-windows.js";
import { KEPT, TABLES } from "../../services/anomaly-detector/tables.js";
import { memoryStreams } from "../cli/memory-streams.js";
import { describeWith } from "../harness/prerequisites.js";
import { TRINO_PREREQUISITES } from "./java.js";
import { declareAccessLog, makeRelation, openDuckDb, rewriteByTrino, writeLake } from "./lake.js";
import { type RunningTrino, runningTrino } from "./running-trino.js";
import { type Engines, expectSameRows } from "./same-rows.js";
import { planOf, query } from "./trino-client.js";
import { TrinoEngine } from "./trino-engine.js";
import { LAKES, WORLD } from "./world.js";

const [from, trainUntil, until] = [WORLD.from, WORLD.trainUntil, WORLD.until].map(Date.parse) as [
  number,
  number,
  number,
];
const PLAN = { trainUntil, until, budget: 1 };
const CRITICAL = [`${WORLD.records[0]?.resource.split("/")[0]}/*`];
const SPANS = WORLD.records
  .filter(({ decision }) => decision === "DENY")
  .slice(0, 9)
  .map(({ user_id, source_ip, function: source, ts }, number): FindingSpan => {
    const first = Date.parse(ts);
    const kinds = [
      { subjectKind: "user", subject: String(user_id) },
      { subjectKind: "address", subject: String(source_ip) },
      { subjectKind: "source", subject: source ?? "unnamed" },
    ] as const;
    return { ...(kinds[number % 3] ?? kinds[0]), number, first, last: first + 60_000 };
  });

/** Statements that read the log, by their values for the world; the rest read what these leave. */
const LOG_QUERIES: readonly Query[] = [
  queryOf(hourCells, { log: TABLES.log, from, until }),
  queryOf(hourMoves, { log: TABLES.log, from: trainUntil, until }),
  queryOf(dataQuality, { log: TABLES.log, now: until - 3_600_000 }),
  queryOf(findingEvents, { log: TABLES.log, spans: SPANS, around: 3_600_000, until, most: 30 }),
];
const RULE_QUERIES: readonly Query[] = DETECTION_RULES.map((rule) =>
  ruleQuery(rule, { log: TABLES.log, from: trainUntil, until }),
);
const held = heldTable(
  WORLD.records.slice(0, 40).map(({ user_id, ts }) => ({
    userId: String(user_id),
    start: `${ts.slice(0, 13)}:00:00.000Z`,
  })),
);
const SUMMARY_QUERIES: readonly Query[] = [
  queryOf(daySightings, { cells: TABLES.cells, held }),
  queryOf(dayHours, { cells: TABLES.cells, held }),
  queryOf(windowsOfDays, { cells: TABLES.cells, from, until }),
  queryOf(criticalTouches, { cells: TABLES.cells, critical: CRITICAL }),
];
const DAYS = daysOf(trainUntil, until);
const SCORE_QUERIES = DAYS.map((day) => queryOf(windowScores, { ...TABLES, ...day }));

/**
 * Stages of a plan. Trino takes 150, Presto took 100 (`query.max-stage-count`), Athena does not say, and no setting of
 * Athena's moves it.
 */
const MOST_STAGES = 100;

/** Whole tables that a statement has filled. */
const whole = (id: string, table: string, columns: Columns): Query => ({
  id,
  text: sql`SELECT ${joinSql(
    Object.keys(columns).map((name) => identifier(name)),
    ", ",
  )} FROM ${identifier(table)}`,
  columns,
});

describeWith(TRINO_PREREQUISITES, "the statements on Trino, over the log of a small world", () => {
  let trino: RunningTrino;
  beforeAll(async () => {
    trino = runningTrino();
    const database = await openDuckDb();
    const { folder } = trino;
    await makeRelation(database, { relation: "log", records: WORLD.records, folder: join(folder, "lines") });
    await writeLake(database, { relation: "log", folder: join(folder, "world") });
    database.closeSync();
    for (const { schema } of LAKES) await declareAccessLog(trino, { path: schema, table: LOG_VIEW, schema });
    const [lake, firehose] = LAKES;
    await rewriteByTrino(trino, {
      from: lake.schema,
      to: firehose.schema,
      table: LOG_VIEW,
      path: firehose.schema,
    });
  });

  it("leaves no statement of the model out", () => {
    const ids = [...LOG_QUERIES, ...SUMMARY_QUERIES, ...SCORE_QUERIES].map(({ id }) => id);
    expect(new Set(ids)).toEqual(new Set(STATEMENTS.map(({ id }: Statement<never>) => id)));
  });

  describe.each(LAKES)("$name", ({ schema, timestamps }) => {
    let log: OpenLog;
    let engines: Engines;
    beforeAll(async () => {
      log = await openLog(join(trino.folder, schema));
      const engine = new TrinoEngine({ ...trino, schema });
      engines = { trino: engine, duckDb: log.engine };
      expect(await prepareScoring(engine, PLAN)).toEqual(await prepareScoring(log.engine, PLAN));
    });
    afterAll(() => log?.close());

    it("is such a log", async () => {
      const database = await openDuckDb();
      const reader = await database.runAndReadAll(
        `SELECT DISTINCT type FROM parquet_schema('${trino.folder}/${schema}/*/*/*.parquet') WHERE name = 'ts'`,
      );
      database.closeSync();
      expect(reader.getRows()).toEqual([[timestamps]]);
      const [counted] = await query(trino.url, `SELECT count(*) AS n FROM hive.${schema}.${LOG_VIEW}`);
      expect(counted).toEqual({ n: WORLD.records.length });
    });

    it.each([...LOG_QUERIES, ...SUMMARY_QUERIES])("answers $id with the same rows", async (one) => {
      expect((await expectSameRows(engines, one)).length).toBeGreaterThan(0);
    });

    it("keeps the same summaries", async () => {
      const cells = await expectSameRows(engines, whole(hourCells.id, KEPT.cells, CELL_COLUMNS));
      expect(cells.length).toBeGreaterThan(500);
      for (const table of [
        whole(hourMoves.id, KEPT.moves, MOVE_COLUMNS),
        whole(daySightings.id, KEPT.sightings, daySightings.columns),
        whole(dayHours.id, KEPT.hours, dayHours.columns),
      ]) {
        expect((await expectSameRows(engines, table)).length).toBeGreaterThan(0);
      }
    });

    it.each(SCORE_QUERIES.map((one, index) => ({ one, day: index + 1 })))(
      "scores the windows of day $day alike, each kind of evidence",
      async ({ one }) => {
        expect((await expectSameRows(engines, one)).length).toBeGreaterThan(50);
      },
    );

    it.each(RULE_QUERIES)("answers $id with the same rows", async (one) => {
      await expectSameRows(engines, one);
    });

    it.each([...LOG_QUERIES, ...RULE_QUERIES])("reads the raw log once for $id, by the plan", async (one) => {
      const plan = await planOf(trino.url, sqlText(one.text), { schema });
      expect(plan.scansOf(LOG_VIEW)).toBe(1);
      expect(plan.stages).toBeLessThan(MOST_STAGES);
    });

    it.each([...SUMMARY_QUERIES, ...SCORE_QUERIES.slice(0, 1)])(
      "reads summaries and not the raw log for $id, by the plan",
      async ({ text }) => {
        const plan = await planOf(trino.url, sqlText(text), { schema });
        expect(plan.scansOf(LOG_VIEW)).toBe(0);
        expect(plan.scansOf(KEPT.cells)).toBeGreaterThan(0);
        expect(plan.stages).toBeLessThan(MOST_STAGES);
      },
    );
  });

  it("gives the same bytes of cordon detect score for both kinds of files", async () => {
    const scored = async (schema: string): Promise<string> => {
      const streams = memoryStreams();
      const options = [
        ...["--logs", join(trino.folder, schema, "**/*.parquet"), "--train-until", WORLD.trainUntil],
        ...["--until", WORLD.until, "--budget", "1", "--format", "jsonl"],
      ];
      expect(await runCordon(["detect", "score", ...options], streams)).toBe(0);
      return streams.written().stdout;
    };
    const [ours, firehose] = await Promise.all(LAKES.map(({ schema }) => scored(schema)));
    expect(ours?.split("\n").length).toBeGreaterThan(100);
    expect(firehose).toBe(ours);
  });
});
