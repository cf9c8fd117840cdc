import type {
  DetectionFinding,
  DetectionState,
  FindingWindow,
} from "../../core/detection/findings/finding.js";
import { modelFindings } from "../../core/detection/findings/model-findings.js";
import { ruleFindings } from "../../core/detection/findings/rule-findings.js";
import type { DetectionRule, Surroundings } from "../../core/detection/rules/rule.js";
import { ruleQuery } from "../../core/detection/rules/rule-query.js";
import { BASELINE_DAYS } from "../../core/detection/scoring/constants.js";
import { SEVERITY_STEPS, thresholdOf } from "../../core/detection/scoring/score.js";
import { sql } from "../../core/detection/sql/sql.js";
import { type Query, queryOf, type Row } from "../../core/detection/sql/statement.js";
import { hourCells } from "../../core/detection/sql/statements/hour-cells.js";
import { hourMoves } from "../../core/detection/sql/statements/hour-moves.js";
import { windowScores } from "../../core/detection/sql/statements/window-scores.js";
import { windowsOfDays } from "../../core/detection/sql/statements/windows-of-days.js";
import { append } from "../../core/json/append.js";
import { MILLISECONDS_PER_DAY } from "../../core/time/instant.js";
import { heldTable, heldWindows, isBenign } from "./held-windows.js";
import { allRows, type RunOptions, type Workbench } from "./query-engine.js";
import { daysOf, learn, type Told, type WindowRow } from "./score-windows.js";
import { KEPT, NOTHING_HELD, TABLES } from "./tables.js";

const HOUR = 3_600_000;

/** What a run looks at. Instants are milliseconds since 1970. */
export interface DetectionPlan {
  /** First instant whose findings are wanted. */
  readonly since: number;
  /** The log ends here: what is later is of the future. */
  readonly now: number;
  /** False alerts a day that the team accepts, above 0. */
  readonly budget: number;
  readonly rules: readonly DetectionRule[];
  readonly surroundings: Surroundings;
  /** What earlier runs found, and what was said of it. */
  readonly state: DetectionState;
}

/**
 * What the model and the rules find, by day, then by id.
 *
 * A critical window teaches nothing until somebody acknowledges it as benign; every other window is learned after its
 * day.
 */
export async function runDetection(
  engine: Workbench,
  plan: DetectionPlan,
  told: Told = () => {},
  options: RunOptions = {},
): Promise<readonly DetectionFinding[]> {
  const first = plan.since - (plan.since % MILLISECONDS_PER_DAY);
  const end = Math.ceil(plan.now / HOUR) * HOUR;
  const days = daysOf(first, end);
  const total = 2 + days.length + plan.rules.length;
  const from = first - BASELINE_DAYS * MILLISECONDS_PER_DAY;
  told({ what: "reading the log", done: 0, total });
  await engine.keep(KEPT.cells, queryOf(hourCells, { log: TABLES.log, from, until: plan.now }), options);
  told({ what: "looking for moves", done: 1, total });
  await engine.keep(
    KEPT.moves,
    queryOf(hourMoves, { log: TABLES.log, from: first, until: plan.now }),
    options,
  );
  const range = { cells: TABLES.cells, from, until: first };
  const [row] = await allRows(engine, queryOf(windowsOfDays, range), options);
  const threshold = thresholdOf((row?.windows ?? 0) / BASELINE_DAYS, plan.budget);

  const held = [...heldWindows(plan.state)];
  const found: DetectionFinding[] = [];
  for (const [index, day] of days.entries()) {
    told({ what: "scoring", done: 2 + index, total });
    await engine.keep(KEPT.held, heldQuery(held), options);
    await learn(engine, options);
    const alerts: WindowRow[] = [];
    for await (const rows of engine.run(queryOf(windowScores, { ...TABLES, ...day }), options)) {
      for (const one of rows) if (0 - (one.log10p ?? 0) >= threshold) alerts.push(one);
    }
    for (const { user_id, window_start, log10p } of alerts) {
      const isCritical = 0 - (log10p ?? 0) >= threshold + SEVERITY_STEPS.critical;
      const window = { userId: user_id ?? "", start: window_start ?? "" };
      if (isCritical && !isBenign(plan.state, window)) held.push(window);
    }
    append(
      found,
      modelFindings(
        alerts.filter(({ window_start }) => Date.parse(window_start ?? "") + HOUR > plan.since),
        threshold,
      ),
    );
  }
  for (const [index, rule] of plan.rules.entries()) {
    told({ what: rule.title, done: 2 + days.length + index, total });
    const query = ruleQuery(rule, { log: TABLES.log, from: plan.since, until: plan.now }, plan.surroundings);
    append(found, ruleFindings(rule, (await allRows(engine, query, options)) as readonly Row[]));
  }
  return found.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.id < b.id ? -1 : 1));
}

/** The windows as the statement that keeps them. */
function heldQuery(windows: readonly FindingWindow[]): Query {
  return {
    ...NOTHING_HELD,
    id: "held-windows",
    text: sql`SELECT user_id, window_start FROM ${heldTable(windows)}`,
  };
}
