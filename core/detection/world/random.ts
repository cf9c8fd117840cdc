/** A stream of pseudo-random draws that its seed determines alone: the same draws on every machine. */
export interface Random {
  /** A number from 0 up to, but not including, 1. */
  unit(): number;
  /** A whole number from 0 up to, but not including, the bound. */
  below(bound: number): number;
  /** Whether something of this probability happens. */
  chance(probability: number): boolean;
  /** A draw of the standard normal distribution. */
  normal(): number;
  /** A draw of the Poisson distribution with this mean, at least 0. */
  poisson(mean: number): number;
  /** One of the items, which must not be none. */
  pick<T>(items: readonly T[]): T;
  /** The place of a weight, drawn in proportion to the weights, which must not all be 0. */
  weighted(weights: readonly number[]): number;
  /** So many of the items, none twice, in the order in which they were drawn. */
  sample<T>(items: readonly T[], count: number): T[];
}

/** Above this mean a Poisson draw is a rounded normal one: the product of Knuth's algorithm would take too long. */
const LARGE_MEAN = 60;

/**
 * A stream of its own for every list of parts, such as a seed and the number of a user: a change of one stream leaves
 * the others alone.
 */
export function randomOf(...parts: readonly (string | number)[]): Random {
  const unit = mulberry32(hash(parts.join("\u001f")));
  const below = (bound: number): number => Math.floor(unit() * bound);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
  return {
    unit,
    below,
    normal,
    chance: (probability) => unit() < probability,
    poisson: (mean) =>
      mean > LARGE_MEAN ? Math.max(0, Math.round(mean + Math.sqrt(mean) * normal())) : knuth(mean, unit),
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    weighted: (weights) => weightedIndex(weights, unit()),
    sample: (items, count) => {
      const rest = [...items];
      return Array.from({ length: Math.min(count, rest.length) }, () =>
        rest.splice(below(rest.length), 1),
      ).flat();
    },
  };
}

function weightedIndex(weights: readonly number[], unit: number): number {
  let left = unit * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return index;
  }
  return weights.length - 1;
}

/** Knuth, The Art of Computer Programming, volume 2, section 3.4.1. */
function knuth(mean: number, unit: () => number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = unit(); product > limit; product *= unit()) count += 1;
  return count;
}

/** FNV-1a over the UTF-16 units of a text. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

/** Numbers from 0 to below 1 that are the same in every run (mulberry32). */
export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
