/*
 * What keeps a statement inside the part of SQL that Trino 430 to 480, Athena and DuckDB 1.5 read alike. Each line of
 * the tables was probed; a grammar alone would let through what both take and answer differently.
 */

/** Functions that both engines have, with the same meaning for the arguments that we pass. */
export const PORTABLE_FUNCTIONS: readonly string[] = [
  ...["count", "count_if", "sum", "min", "max", "avg", "bool_or", "bool_and", "grouping"],
  ...["row_number", "rank", "lag", "lead", "first_value", "last_value"],
  ...["coalesce", "nullif", "greatest", "least", "cast", "try_cast"],
  ...["abs", "round", "floor", "ceil", "mod", "power", "sqrt", "ln", "log10", "exp"],
  ...["sin", "cos", "asin", "acos", "atan2", "radians", "pi"],
  ...["date_trunc", "date_diff", "extract"],
  // DuckDB has a macro of that name, which replaces every match as Trino does.
  ...["replace", "regexp_replace", "regexp_like", "substr", "length", "lower", "strpos", "concat_ws"],
];

/** Words before a bracket that call nothing. */
const KEYWORDS: readonly string[] = [
  ...[
    "and",
    "as",
    "by",
    "case",
    "else",
    "except",
    "exists",
    "filter",
    "from",
    "in",
    "interval",
    "join",
    "not",
  ],
  ...[
    "on",
    "or",
    "over",
    "partition",
    "select",
    "sets",
    "then",
    "union",
    "using",
    "values",
    "when",
    "where",
    "all",
  ],
  ...["distinct", "end", "cross", "having", "with", "is", "between", "like"],
  // Types with a length.
  ...["varchar", "decimal", "timestamp"],
];

/** What is not portable, and why. Texts and names in quotes are blanked before. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [
    /\bwith\s+time\s+zone\b|\btimestamptz\b|\bat\s+time\s+zone\b/iu,
    "a type or function with a zone: Athena drops the zone without a word",
  ],
  [
    /\b(?:now\s*\(|current_timestamp|current_date|current_time|localtimestamp)/iu,
    "the engine's clock: instants are literals",
  ],
  [/\bfrom_iso8601_\w+/iu, "from_iso8601_…: it has a zone, and DuckDB lacks it"],
  [/\bany\s*\(|\bsome\s*\(/iu, "ANY(…): the engines compare differently"],
  [/\bignore\s+nulls\b/iu, "IGNORE NULLS: it stands at different places"],
  [
    /(?:\bselect\s|,)\s*(?:\w+\.)?\*/iu,
    "SELECT *: columns are explicit, because files of different ages have different ones",
  ],
  [/(?<![\w.])(?:\d+\.\d*|\.\d+)(?!\d|E)/u, "a decimal: Trino takes 1.5 for DECIMAL, so write 1.5E0"],
  [
    /\b(?:qualify|limit\s+all|using\s+sample|pivot|unpivot|exclude|lateral|unnest|struct|map|array)\b/iu,
    "a word of one dialect",
  ],
  [/::/u, "::, which is DuckDB's; write CAST"],
  [
    /\bdate_diff\s*\(\s*'(?!millisecond')/iu,
    "date_diff in other units than milliseconds: DuckDB counts borders, Trino whole units",
  ],
  [
    /\b(?:first|last)\s*\(|\barbitrary\s*\(|\bany_value\s*\(|\bm(?:ax|in)_by\s*\(/iu,
    "an aggregate that picks any of equal rows",
  ],
  [
    /\bjoin\b(?:(?!\bjoin\b|\bwhere\b|\bgroup\b|\border\b|\bunion\b|\n\)).)*\bor\b/isu,
    "OR in the condition of a join: it is read as a nested loop",
  ],
];

/**
 * Why a statement is not portable, one line for each reason; empty where it is.
 *
 * @param text the text as an engine gets it
 */
export function lintSql(text: string): readonly string[] {
  const bare = blank(blankTexts(text), /"(?:[^"]|"")*"/gu);
  const reasons = FORBIDDEN.filter(([pattern]) => pattern.test(keepUnits(bare, text))).map(([, why]) => why);
  for (const [, name = ""] of bare.matchAll(/\b([a-z_][a-z0-9_]*)\s*\(/giu)) {
    const word = name.toLowerCase();
    const isKnown = PORTABLE_FUNCTIONS.includes(word) || KEYWORDS.includes(word) || isDeclared(bare, word);
    if (!isKnown) reasons.push(`${word}(…): not among the functions that both engines have alike`);
  }
  return [...new Set(reasons)];
}

/** Whether the name is a table of the statement, with its columns in brackets. */
function isDeclared(bare: string, name: string): boolean {
  return (
    new RegExp(`\\b${name}\\s*\\([^()]*\\)\\s*(?:AS\\s*\\(|,|\\n|$)`, "iu").test(bare) &&
    new RegExp(`(?:\\bWITH\\s+|,\\s*|\\bAS\\s+)${name}\\s*\\(`, "iu").test(bare)
  );
}

function blankTexts(text: string): string {
  return blank(text, /'(?:[^']|'')*'/gu);
}

function blank(text: string, pattern: RegExp): string {
  return text.replace(pattern, (match) => match[0] + " ".repeat(match.length - 2) + match[0]);
}

/** The bare text with the units of date_diff, which are texts, put back. */
function keepUnits(bare: string, text: string): string {
  return [...text.matchAll(/\bdate_diff\s*\(\s*'[a-z]+'/giu)].reduce(
    (result, match) => result.slice(0, match.index) + match[0] + result.slice(match.index + match[0].length),
    bare,
  );
}

/**
 * How often an engine reads a table for a statement, where it writes each common table expression out at every use, as
 * Trino does.
 */
export function readsOf(text: string, table: string): number {
  const bare = blankTexts(text);
  const bodies = new Map<string, string>();
  const declared = /(?:\bWITH\s+|,\s*)([a-z_][a-z0-9_]*)\s*(?:\([^()]*\)\s*)?AS\s*\(/giu;
  let rest = bare;
  for (let match = declared.exec(bare); match !== null; match = declared.exec(bare)) {
    const start = match.index + match[0].length;
    const end = closingOf(bare, start);
    bodies.set((match[1] as string).toLowerCase(), bare.slice(start, end));
    rest = rest.replace(bare.slice(match.index, end + 1), "");
    declared.lastIndex = end;
  }
  const wanted = table.replaceAll('"', "").toLowerCase();
  const count = (part: string): number =>
    [...part.matchAll(/\b(?:FROM|JOIN)\s+((?:"?[a-z_][a-z0-9_]*"?\.)?"?[a-z_][a-z0-9_]*"?)/giu)]
      .map(([, name = ""]) => name.replaceAll('"', "").toLowerCase())
      .reduce(
        (sum, name) => sum + (name === wanted ? 1 : bodies.has(name) ? count(bodies.get(name) as string) : 0),
        0,
      );
  return count(rest);
}

function closingOf(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === "(") depth += 1;
    if (text[at] === ")") depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}
