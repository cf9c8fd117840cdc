import type { DetectionRule } from "../../../core/detection/rules/rule.js";
import { type Sql, sql, sqlText } from "../../../core/detection/sql/sql.js";

/** A rule that is broken in one place. */
export interface RuleMutant {
  readonly what: string;
  readonly rule: DetectionRule;
  readonly settings: Readonly<Record<string, number>>;
}

/** Pieces of a statement, and what each is broken to, one occurrence at a time. */
const REPLACEMENTS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/SELECT DISTINCT/g, "SELECT"],
  [/'DENY'/g, "'ALLOW'"],
  [/count\(DISTINCT /g, "count("],
  [/ HAVING (?=count)/g, " HAVING TRUE OR "],
  [/ = 'ALLOW'/g, " = 'DENY'"],
  [/ OR (?=subjects|resources)/g, " AND "],
  [/PARTITION BY user_id, /g, "PARTITION BY "],
  [/AND NOT (?=coalesce|FALSE)/g, "AND TRUE OR "],
];

/** The rule with each setting moved to both sides: a count by one, a measure to its half and to its double. */
export function settingMutants(rule: DetectionRule): RuleMutant[] {
  return Object.entries(rule.settings).flatMap(([name, { kind, default: usual }]) => {
    const moved = kind === "count" ? [usual - 1, usual + 1] : [usual / 2, usual * 2];
    return moved.map((value) => ({
      what: `${name} ${value} instead of ${usual}`,
      rule,
      settings: { [name]: value },
    }));
  });
}

/** The rule with its text broken, one place at a time. */
export function textMutants(rule: DetectionRule): RuleMutant[] {
  const [first] = rule.cases;
  if (first === undefined) return [];
  return REPLACEMENTS.flatMap(([pattern, replacement]) =>
    Array.from({ length: countIn(rule, pattern) }, (_, occurrence) => ({
      what: `${pattern.source} ${occurrence + 1} becomes ${replacement}`,
      rule: {
        ...rule,
        text: (values: Parameters<DetectionRule["text"]>[0]) =>
          replaced(sqlText(rule.text(values)), pattern, occurrence, replacement),
        describe: rule.describe,
      },
      settings: {},
    })),
  );
}

function countIn(rule: DetectionRule, pattern: RegExp): number {
  const values = {
    log: sql`access_log`,
    from: 0,
    until: 3_600_000,
    egress: ["192.0.2.0/24"],
    critical: ["admin/*"],
    administration: ["iam:*"],
    settings: Object.fromEntries(
      Object.entries(rule.settings).map(([name, setting]) => [name, setting.default]),
    ),
  };
  return sqlText(rule.text(values)).match(pattern)?.length ?? 0;
}

function replaced(text: string, pattern: RegExp, occurrence: number, replacement: string): Sql {
  let seen = -1;
  const broken = text.replace(pattern, (found) => {
    seen += 1;
    return seen === occurrence ? replacement : found;
  });
  return sql(Object.assign([broken], { raw: [broken] }));
}
