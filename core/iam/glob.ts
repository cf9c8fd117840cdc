/**
 * A text with the wildcards of IAM as symbols: `*` any run of characters, `?` one character, `=c` the character c,
 * `$name` a policy variable, whose text nobody knows before the request.
 */
export type Glob = readonly string[];

const ANY = "*";
const ONE = "?";
/** A character that no pattern names: what it may follow, every character may. */
const FRESH = "#";

/** Sets of states that one comparison may look at; a pattern that needs more is not a pattern that people write. */
const MOST_STEPS = 20_000;

/** The symbols of a pattern. `${*}`, `${?}` and `${$}` are the characters themselves, as IAM has it. */
export function globOf(text: string): Glob {
  const symbols: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    const end = character === "$" && text[at + 1] === "{" ? text.indexOf("}", at + 2) : -1;
    if (end > 0) {
      const name = text.slice(at + 2, end);
      symbols.push(/^[*?$]$/.test(name) ? `=${name}` : `$${name.toLowerCase()}`);
      at = end;
    } else if (character === ANY) {
      if (symbols.at(-1) !== ANY) symbols.push(ANY);
    } else {
      symbols.push(character === ONE ? ONE : `=${character}`);
    }
  }
  return symbols;
}

/** States of a pattern: positions in it, in ascending order, what a `*` may skip included. */
type States = readonly number[];

function closed(glob: Glob, states: Iterable<number>): States {
  const all = new Set<number>();
  for (const state of states) {
    for (let at = state; !all.has(at); at += 1) {
      all.add(at);
      if (glob[at] !== ANY) break;
    }
  }
  return [...all].sort((a, b) => a - b);
}

function step(glob: Glob, states: States, symbol: string): States {
  const next: number[] = [];
  for (const state of states) {
    const own = glob[state];
    if (own === ANY) next.push(state);
    // A variable may stand for several characters, or for none.
    else if (own === symbol || (own === ONE && !symbol.startsWith("$"))) next.push(state + 1);
  }
  return closed(glob, next);
}

/**
 * Whether every text that `narrow` stands for is one that `wide` stands for: `s3:*` contains `s3:Get*`, `?*` contains
 * `?` but `?` does not contain `*`. A variable is contained in `*` and in itself. False where it would take too long.
 */
export function containsGlob(wide: Glob, narrow: Glob): boolean {
  const refuted = new Set<string>();
  const proven = new Set<string>();
  let steps = 0;
  const contains = (start: number, from: States): boolean => {
    let states = from;
    let at = start;
    for (; at < narrow.length && narrow[at] !== ANY; at += 1) {
      const symbol = narrow[at] as string;
      states = step(wide, states, symbol === ONE ? FRESH : symbol);
      if (states.length === 0) return false;
    }
    if (at === narrow.length) return states.at(-1) === wide.length;
    // Every length that the `*` can have must do; after a few the states repeat.
    const seen = new Set<string>();
    for (let key = states.join(); !seen.has(key); key = states.join()) {
      seen.add(key);
      const place = `${at}:${key}`;
      steps += 1;
      if (refuted.has(place) || steps > MOST_STEPS) return false;
      if (!proven.has(place)) {
        if (!contains(at + 1, states)) {
          refuted.add(place);
          return false;
        }
        proven.add(place);
      }
      states = step(wide, states, FRESH);
      if (states.length === 0) return false;
    }
    return true;
  };
  return contains(0, closed(wide, [0]));
}

/** Whether some text is one that both patterns stand for; a variable may be anything. */
export function globsMeet(one: Glob, other: Glob): boolean {
  const isAny = (symbol: string | undefined): boolean => symbol === ANY || symbol?.startsWith("$") === true;
  const seen = new Set<number>();
  const width = other.length + 1;
  const open = [0];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (seen.has(place)) continue;
    seen.add(place);
    const a = Math.floor(place / width);
    const b = place % width;
    if (a === one.length && b === other.length) return true;
    const [left, right] = [one[a], other[b]];
    if (isAny(left)) {
      open.push(place + width);
      if (right !== undefined) open.push(place + 1);
    }
    if (isAny(right)) {
      open.push(place + 1);
      if (left !== undefined) open.push(place + width);
    }
    const alike = left === right || left === ONE || right === ONE;
    if (left !== undefined && right !== undefined && !isAny(left) && !isAny(right) && alike) {
      open.push(place + width + 1);
    }
  }
  return false;
}
