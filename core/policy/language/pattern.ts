/**
 * A text with `*` for any run of characters, the empty run included; everything else is literal and
 * case-sensitive. Compiled once, then matched in time linear in the text, whatever the pattern.
 */
export interface Pattern {
  readonly text: string;
  /** The whole text where the pattern has no `*`, else null. */
  readonly exact: string | null;
  /** Literal text before the first `*`. */
  readonly prefix: string;
  /** Literal text after the last `*`. */
  readonly suffix: string;
  /** Literal texts between two `*`, in order, none empty. */
  readonly middles: readonly Middle[];
  /** Length of the shortest text that matches. */
  readonly shortest: number;
}

/** A literal inside a pattern with its failure table (Knuth, Morris, Pratt 1977), which makes the search linear. */
interface Middle {
  readonly literal: string;
  readonly failure: readonly number[];
}

const NO_MIDDLES: readonly Middle[] = Object.freeze([]);

/** The compiled form of a pattern's text. */
export function compilePattern(text: string): Pattern {
  if (!text.includes("*")) {
    return { text, exact: text, prefix: text, suffix: text, middles: NO_MIDDLES, shortest: text.length };
  }
  const literals = text.split("*");
  const prefix = literals[0] as string;
  const suffix = literals[literals.length - 1] as string;
  const middles = literals
    .slice(1, -1)
    .filter((literal) => literal !== "")
    .map((literal) => ({ literal, failure: failureTable(literal) }));
  const shortest = literals.reduce((length, literal) => length + literal.length, 0);
  return { text, exact: null, prefix, suffix, middles, shortest };
}

/** Whether the pattern matches every text: it is nothing but `*`. */
export function isUniversal(pattern: Pattern): boolean {
  return pattern.exact === null && pattern.shortest === 0;
}

/** Whether the text is one that the pattern stands for. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  if (pattern.exact !== null) return pattern.exact === text;
  if (pattern.shortest === 0) return true;
  if (text.length < pattern.shortest) return false;
  if (!text.startsWith(pattern.prefix) || !text.endsWith(pattern.suffix)) return false;
  const end = text.length - pattern.suffix.length;
  let at = pattern.prefix.length;
  // The leftmost occurrence of each literal leaves the most room for the next, so no choice is ever taken back.
  for (const middle of pattern.middles) {
    at = endOfFirst(middle, text, at, end);
    if (at < 0) return false;
  }
  return true;
}

/** Whether one of the patterns matches. */
export function matchesAny(patterns: readonly Pattern[], text: string): boolean {
  for (const pattern of patterns) if (matchesPattern(pattern, text)) return true;
  return false;
}

/** A character that no pattern of a policy holds as a literal, to stand for what a `*` can be. */
const ANYTHING = "\uffff";

/**
 * Whether every text that `narrow` matches is matched by `wide`.
 *
 * It is enough that `wide` matches `narrow` with each `*` replaced by a character that `wide` can only take in
 * with a `*` of its own: whatever that `*` becomes, the same `*` takes it in.
 */
export function coversPattern(wide: Pattern, narrow: Pattern): boolean {
  return matchesPattern(wide, sampleOf(narrow));
}

/** A text that the pattern matches and that other patterns match only through a `*` where this one has a `*`. */
export function sampleOf(pattern: Pick<Pattern, "text">): string {
  return pattern.text.replaceAll("*", ANYTHING);
}

/** For each position the length of the longest proper border of the literal up to there. */
function failureTable(literal: string): number[] {
  const table = [0];
  let border = 0;
  for (let index = 1; index < literal.length; index += 1) {
    while (border > 0 && literal[index] !== literal[border]) border = table[border - 1] as number;
    if (literal[index] === literal[border]) border += 1;
    table.push(border);
  }
  return table;
}

/** The position after the first occurrence of the literal within [start, end), or -1. */
function endOfFirst({ literal, failure }: Middle, text: string, start: number, end: number): number {
  let matched = 0;
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    while (matched > 0 && code !== literal.charCodeAt(matched)) matched = failure[matched - 1] as number;
    if (code === literal.charCodeAt(matched)) matched += 1;
    if (matched === literal.length) return index + 1;
  }
  return -1;
}
