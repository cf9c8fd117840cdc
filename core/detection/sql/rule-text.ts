import { ACCESS_LOG_FIELDS } from "../access-log.js";
import { identifier } from "./identifier.js";
import { lintSql } from "./lint.js";
import { literal } from "./literal.js";
import { type LogRange, withinRange } from "./log-bounds.js";
import { joinSql, pieceOf, type Sql, sql, sqlText } from "./sql.js";

/** What stands for something in the SQL of a team's rule. */
export const PLACEHOLDERS = {
  "{{records}}": "the records between the start of the rule's history and the end of the run",
  "{{from}}": "the first instant whose findings are wanted",
  "{{until}}": "the first instant that is too late",
} as const;

const PLACEHOLDER = /\{\{[^{}]*\}\}/gu;
const SELECTED = joinSql(
  ACCESS_LOG_FIELDS.map(({ name }) => identifier(name)),
  ", ",
);

/**
 * The SQL of a team's rule, which {@link faultsOfRuleText} has found in order, with its placeholders filled in by the
 * renderer of every statement.
 *
 * @param historyMinutes how much of the log before `from` it reads
 */
export function ruleText(text: string, { log, from, until }: LogRange, historyMinutes: number): Sql {
  const records = sql`(SELECT ${SELECTED} FROM ${log} WHERE ${withinRange({ log, from: from - historyMinutes * 60_000, until })})`;
  const values: Readonly<Record<string, Sql>> = {
    "{{records}}": records,
    "{{from}}": literal.timestamp(from),
    "{{until}}": literal.timestamp(until),
  };
  return pieceOf(text.replace(PLACEHOLDER, (name) => sqlText(values[name] as Sql)));
}

/** Words that begin something else than a question. */
const STATEMENT_WORDS =
  /\b(?:insert|update|delete|merge|copy|attach|detach|create|drop|alter|install|load|pragma|call|set|export|import|unload|truncate|grant|revoke|into)\b/iu;

/** Why the SQL of a team's rule is not run, one line for each reason; empty where it is. */
export function faultsOfRuleText(text: string): readonly string[] {
  const faults: string[] = [];
  for (const [name] of text.matchAll(PLACEHOLDER)) {
    if (!Object.hasOwn(PLACEHOLDERS, name))
      faults.push(`${name}: not among ${Object.keys(PLACEHOLDERS).join(", ")}`);
  }
  const bare = text.replace(/'(?:[^']|'')*'/gu, "''");
  if (bare.replaceAll("''", "").includes("'")) faults.push("a text without its end");
  const reads = bare.split("{{records}}").length - 1;
  if (reads !== 1) faults.push(`{{records}} stands ${reads} times: it must be read exactly once`);
  if (text.match(/'(?:[^']|'')*'/gu)?.some((one) => one.includes("{{")))
    faults.push("a placeholder within a text");
  if (!/^\s*(?:SELECT|WITH)\b/iu.test(bare)) faults.push("it must begin with SELECT or WITH");
  if (/;|--|\/\*|"/u.test(bare)) faults.push("a semicolon, a comment or a double quote");
  if (STATEMENT_WORDS.test(bare)) faults.push("a word of a statement that changes something");
  const own = [...bare.matchAll(/(?:\bWITH\s+|,\s*)([a-z_][a-z0-9_]*)\s+AS\s*\(/giu)].map(([, name = ""]) =>
    name.toLowerCase(),
  );
  // A function reads no table after FROM: extract(hour FROM ts).
  const withoutExtract = bare
    .replace(/\bextract\s*\([^()]*\)/giu, "")
    .replace(/\{\{(?:from|until)\}\}/gu, "0");
  const sources = withoutExtract.matchAll(/\b(?:FROM|JOIN)\s*([^\s,()]+|\()/giu);
  for (const [, source = ""] of sources) {
    if (source !== "(" && source !== "{{records}}" && !own.includes(source.toLowerCase())) {
      faults.push(`it reads ${source}, which is neither {{records}} nor a table of its own`);
    }
  }
  if (/\b(?:FROM|JOIN)\s+[^\s,()]+(?:\s+(?:AS\s+)?\w+)?\s*,/iu.test(withoutExtract))
    faults.push("tables with a comma between them: write JOIN");
  if (faults.length > 0) return faults;
  const range = { log: identifier("access_log"), from: 0, until: 3_600_000 };
  return lintSql(sqlText(ruleText(text, range, 60)));
}
