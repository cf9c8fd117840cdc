import type { Ajv2020 } from "ajv/dist/2020.js";
import { accept, type Problem, quote, type Result, refuseAll } from "../../errors.js";
import { schemaProblems } from "../../json/schema-problems.js";
import { checkAccessLogRecord } from "../access-log-check.js";
import type { DetectionErrorCode } from "../error-codes.js";
import { FINDING_SEVERITIES } from "../severity.js";
import { faultsOfRuleText, ruleText } from "../sql/rule-text.js";
import type { ColumnType } from "../sql/statement.js";
import { caseRecords } from "./case-records.js";
import { type DetectionRule, FINDING_COLUMNS, type RuleCase } from "./rule.js";

/** A rule that a team wrote, as its file holds it. */
interface RuleFile
  extends Omit<DetectionRule, "columns" | "describe" | "historyMinutes" | "settings" | "text"> {
  readonly historyMinutes: number;
  readonly sql: string | readonly string[];
  readonly columns?: Readonly<Record<string, ColumnType>>;
}

const CODE = "CORDON_DETECTION_RULE_FILE_INVALID";
const WORDS = { type: "string", pattern: "\\S", maxLength: 1000 } as const;
const INSTANT = {
  type: "string",
  format: "date-time",
  description: "an RFC 3339 instant with a zone",
} as const;

/** The file of a team's rule, as JSON schema. */
export const RULE_FILE_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "A rule of detection",
  type: "object",
  additionalProperties: false,
  required: [
    ...["version", "id", "title", "why", "severity", "subject", "attack", "runbook", "everyMinutes"],
    ...["historyMinutes", "sql", "cases"],
  ],
  properties: {
    $schema: { type: "string" },
    version: { const: 1, description: "1" },
    id: {
      type: "string",
      pattern: "^(?!CORDON-)[A-Z][A-Z0-9-]{2,63}$",
      description: "an id of the team's own, such as SHOP-001, that does not begin with CORDON-",
    },
    title: { ...WORDS, description: "what happened, as a clause" },
    why: { ...WORDS, description: "why it matters" },
    severity: { enum: FINDING_SEVERITIES, description: FINDING_SEVERITIES.join(", ") },
    subject: { enum: ["user", "address", "source"], description: "user, address or source" },
    attack: {
      type: "array",
      items: {
        type: "string",
        pattern: "^T[0-9]{4}(\\.[0-9]{3})?$",
        description: "a technique, such as T1110",
      },
      description: "techniques of MITRE ATT&CK",
    },
    runbook: {
      type: "array",
      minItems: 1,
      items: { ...WORDS, description: "a step" },
      description: "a list of steps",
    },
    everyMinutes: { enum: [5, 60, 1440], description: "5, 60 or 1440" },
    historyMinutes: {
      type: "integer",
      minimum: 1,
      maximum: 576_000,
      description: "how much of the log before a run it reads: 1 to 576000 minutes",
    },
    columns: {
      type: "object",
      propertyNames: { pattern: "^[a-z_][a-z0-9_]{0,63}$" },
      additionalProperties: { enum: ["text", "integer", "double"], description: "text, integer or double" },
      description: "columns after subject, first_ts, last_ts and events, in the order of the SELECT",
    },
    sql: {
      type: ["string", "array"],
      items: { type: "string", description: "a line" },
      description: "a SELECT over {{records}}, as a text or its lines",
    },
    cases: {
      type: "array",
      description: "at least one case that finds something, and one that finds nothing",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["name", "records", "finds"],
        properties: {
          name: { ...WORDS, description: "what the log shows" },
          from: INSTANT,
          until: INSTANT,
          records: {
            type: "array",
            minItems: 1,
            maxItems: 10_000,
            items: {
              type: "object",
              required: ["ts"],
              properties: { ts: INSTANT },
              description: "a record: what it leaves out is ordinary",
            },
            description: "a list of records",
          },
          finds: {
            type: "array",
            items: { type: "object", description: "a row; only the columns that it names are compared" },
            description: "the rows that the rule finds, sorted by subject",
          },
        },
      },
    },
  },
} as const;

/**
 * The rule of a parsed file: a rule like those of the house, whose cases the caller runs before it trusts it.
 *
 * Problems: CORDON_DETECTION_RULE_FILE_INVALID, each with file and JSON pointer: also for SQL outside what both dialects
 * read alike, and for a rule without a case that finds and one that stays silent.
 * @param ajv with the format date-time
 * @param document the file's path, for messages
 */
export function parseRuleFile(
  ajv: Ajv2020,
  json: unknown,
  document: string,
): Result<DetectionRule, DetectionErrorCode> {
  const validate = ajv.compile<RuleFile>(RULE_FILE_SCHEMA);
  if (!validate(json)) return refuseAll(schemaProblems(validate.errors ?? [], CODE, `${document}#`));
  const { historyMinutes, columns, sql, ...rule } = json;
  const text = typeof sql === "string" ? sql : sql.join("\n");
  const problems = [
    ...faultsOfRuleText(text).map((fault) =>
      problem(`${document}#/sql`, "the statement is not one that both engines run alike", fault),
    ),
    ...caseProblems(rule.cases, document),
  ];
  if (problems.length > 0) return refuseAll(problems);
  const own = Object.keys(columns ?? {});
  return accept({
    ...rule,
    settings: {},
    historyMinutes: () => historyMinutes,
    columns: { ...FINDING_COLUMNS, ...columns },
    text: (values) => ruleText(text, values, historyMinutes),
    describe: (row) =>
      own.length === 0
        ? `${row["events"]} records`
        : own.map((name) => `${name} ${String(row[name] ?? "unknown")}`).join(", "),
  });
}

function caseProblems(cases: readonly RuleCase[], document: string): Problem<DetectionErrorCode>[] {
  const where = `${document}#/cases`;
  const problems: Problem<DetectionErrorCode>[] = [];
  if (!cases.some(({ finds }) => finds.length > 0)) {
    problems.push(problem(where, "a rule needs a case that finds something", `${cases.length} cases`));
  }
  if (!cases.some(({ finds }) => finds.length === 0)) {
    problems.push(problem(where, "a rule needs a case that finds nothing", `${cases.length} cases`));
  }
  for (const [index, { records }] of cases.entries()) {
    for (const [line, record] of caseRecords(records).entries()) {
      const checked = checkAccessLogRecord(record);
      if (checked.ok) continue;
      const [first] = checked.problems;
      problems.push({
        code: CODE,
        summary: first?.summary ?? "this is not a record",
        got: first?.got ?? "",
        allowed: first?.allowed ?? "",
        fix: "correct the record",
        where: `${where}/${index}/records/${line}`,
      });
    }
  }
  return problems;
}

function problem(where: string, summary: string, got: string): Problem<DetectionErrorCode> {
  return {
    code: CODE,
    summary,
    got: quote(got),
    allowed: "one SELECT over {{records}} with the functions of both engines, and cases of both kinds",
    fix: "correct the file; docs/detection.md shows one",
    where,
  };
}
