import type { DetectionRule, RuleCase } from "../../core/detection/rules/rule.js";
import { caseQuery } from "../../core/detection/rules/rule-query.js";
import type { Row } from "../../core/detection/sql/statement.js";
import { allRows, type QueryEngine } from "./query-engine.js";

/** How a case of a rule went. */
export interface CaseOutcome {
  readonly name: string;
  readonly passed: boolean;
  /** What the case says, and what the engine answered, with the same columns. */
  readonly expected: readonly Row[];
  readonly got: readonly Row[];
}

/**
 * Runs the cases of a rule on an engine: the one runner, for the rules of the house and for those of a team.
 *
 * @param settings what differs from the rule's own; a case that still passes has not noticed
 */
export async function runRuleCases(
  rule: DetectionRule,
  engine: QueryEngine,
  settings: Readonly<Record<string, number>> = {},
): Promise<CaseOutcome[]> {
  const outcomes: CaseOutcome[] = [];
  for (const one of rule.cases) {
    const rows = await allRows(engine, caseQuery(rule, one, settings));
    outcomes.push(outcomeOf(one, rows));
  }
  return outcomes;
}

function outcomeOf({ name, finds }: RuleCase, rows: readonly Row[]): CaseOutcome {
  const got = rows.map((row, index) => onlyColumnsOf(row, finds[index]));
  return { name, expected: finds, got, passed: JSON.stringify(got) === JSON.stringify(finds.map(sorted)) };
}

/** The columns of a row that the case speaks of; all of them where it speaks of no such row. */
function onlyColumnsOf(row: Row, wanted: Row | undefined): Row {
  const names = Object.keys(wanted ?? row).sort();
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
}

function sorted(row: Row): Row {
  return onlyColumnsOf(row, row);
}
