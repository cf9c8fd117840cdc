import { matchesPattern, type Pattern } from "../language/pattern.js";

/** Most states that the search visits; beyond it some combinations of wildcards may lack a text. */
const MOST_STATES = 20_000;

/** Texts that stand for all texts, as far as some patterns can tell them apart. */
export interface TextAtoms {
  readonly texts: readonly string[];
  /** Whether every combination of patterns that some text matches has its text. */
  readonly complete: boolean;
}

/**
 * One shortest text for every combination of patterns that any text matches, the empty text left out.
 *
 * The patterns run side by side as nondeterministic automata over their own UTF-16 code units, as they are matched,
 * and one that occurs in none of them; each set of states that is reached the first time shows one combination. A pattern without a wildcard
 * adds the one text that it matches.
 */
export function textAtoms(patterns: readonly Pattern[]): TextAtoms {
  const wildcards = patterns.filter(({ exact }) => exact === null);
  const characters = [...new Set(wildcards.flatMap(({ text }) => text.replaceAll("*", "").split("")))];
  characters.unshift(freshCharacter(patterns));
  const byCombination = new Map<string, string>();
  const remember = (text: string): void => {
    if (text === "") return;
    const combination = patterns.map((pattern) => (matchesPattern(pattern, text) ? "1" : "0")).join("");
    if (!byCombination.has(combination)) byCombination.set(combination, text);
  };
  // While a text may still become one of these, it is told apart from others in the same states.
  const beginnings = new Set(patterns.flatMap(({ exact }) => beginningsOf(exact ?? "")));
  const seen = new Set<string>();
  let frontier: { readonly text: string; readonly states: readonly bigint[] }[] = [
    { text: "", states: wildcards.map((pattern) => closure(pattern.text, 1n)) },
  ];
  while (frontier.length > 0 && seen.size < MOST_STATES) {
    const next: typeof frontier = [];
    for (const { text, states } of frontier) {
      remember(text);
      for (const character of characters) {
        const moved = states.map((state, index) =>
          step((wildcards[index] as Pattern).text, state, character),
        );
        const longer = text + character;
        const key = `${moved.join()} ${beginnings.has(longer) ? longer : ""}`;
        if (seen.has(key)) continue;
        seen.add(key);
        next.push({ text: longer, states: moved });
      }
    }
    frontier = next;
  }
  for (const { exact } of patterns) if (exact !== null) remember(exact);
  return { texts: [...byCombination.values()], complete: frontier.length === 0 };
}

function beginningsOf(text: string): string[] {
  return text.split("").map((_, index) => text.slice(0, index + 1));
}

/** A character that no pattern holds. */
function freshCharacter(patterns: readonly Pattern[]): string {
  const used = new Set(patterns.flatMap(({ text }) => [...text]));
  for (const character of "xyz0123456789-_~") if (!used.has(character)) return character;
  let code = 0xe000;
  while (used.has(String.fromCharCode(code))) code += 1;
  return String.fromCharCode(code);
}

/** States are bits: bit n is set where the first n tokens of the pattern may have been read. */
function step(pattern: string, states: bigint, character: string): bigint {
  let moved = 0n;
  for (let index = 0; index < pattern.length; index += 1) {
    if ((states & (1n << BigInt(index))) === 0n) continue;
    if (pattern[index] === "*") moved |= 1n << BigInt(index);
    else if (pattern[index] === character) moved |= 1n << BigInt(index + 1);
  }
  return closure(pattern, moved);
}

/** A `*` may read nothing. */
function closure(pattern: string, states: bigint): bigint {
  let closed = states;
  for (let index = 0; index < pattern.length; index += 1) {
    if (pattern[index] === "*" && (closed & (1n << BigInt(index))) !== 0n) closed |= 1n << BigInt(index + 1);
  }
  return closed;
}
