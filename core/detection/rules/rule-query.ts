import { parseInstant } from "../../time/instant.js";
import type { Sql } from "../sql/sql.js";
import { type Columns, type Query, queryOf } from "../sql/statement.js";
import { tableOf } from "./case-log.js";
import { at, caseRecords } from "./case-records.js";
import {
  DEFAULT_SURROUNDINGS,
  type DetectionRule,
  defaultSettings,
  type RuleCase,
  type Surroundings,
} from "./rule.js";

/** What a rule looks at. Instants are milliseconds since 1970. */
export interface RuleRange {
  readonly log: Sql;
  readonly from: number;
  readonly until: number;
}

/**
 * The statement of a rule, ready for an engine.
 *
 * @param settings @default - the rule's own
 */
export function ruleQuery(
  rule: DetectionRule,
  range: RuleRange,
  surroundings: Surroundings = DEFAULT_SURROUNDINGS,
  settings: Readonly<Record<string, number>> = {},
): Query<Columns> {
  return queryOf(rule, { ...range, ...surroundings, settings: { ...defaultSettings(rule), ...settings } });
}

/** The statement of a rule over the records of one of its cases. */
export function caseQuery(
  rule: DetectionRule,
  { records, from = at("09:00"), until = at("10:00"), surroundings }: RuleCase,
  settings: Readonly<Record<string, number>> = {},
): Query<Columns> {
  const range = {
    log: tableOf(caseRecords(records)),
    from: parseInstant(from),
    until: parseInstant(until),
  };
  return ruleQuery(rule, range, { ...DEFAULT_SURROUNDINGS, ...surroundings }, settings);
}
