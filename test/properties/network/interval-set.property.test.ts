import fc from "fast-check";
import { describe, it } from "vitest";
import { IntervalSet } from "../../../core/network/interval-set.js";
import { runs } from "../../harness/property-runs.js";
import { expectRefuted } from "../policy/refutation.js";

/** The space on which the oracle enumerates: the integers 0 to 63. */
const SPACE = Array.from({ length: 64 }, (_, value) => value);

type Pairs<T> = readonly (readonly [start: T, end: T])[];

/** The operations of an {@link IntervalSet}, each of which a mutant may replace. */
interface Algebra<T extends number | bigint> {
  readonly from: (pairs: Pairs<T>) => IntervalSet<T>;
  readonly has: (set: IntervalSet<T>, value: T) => boolean;
  readonly union: (a: IntervalSet<T>, b: IntervalSet<T>) => IntervalSet<T>;
  readonly intersection: (a: IntervalSet<T>, b: IntervalSet<T>) => IntervalSet<T>;
  readonly difference: (a: IntervalSet<T>, b: IntervalSet<T>) => IntervalSet<T>;
  readonly intersects: (a: IntervalSet<T>, b: IntervalSet<T>) => boolean;
  readonly covers: (a: IntervalSet<T>, b: IntervalSet<T>) => boolean;
  readonly equals: (a: IntervalSet<T>, b: IntervalSet<T>) => boolean;
}

function product<T extends number | bigint>(): Algebra<T> {
  return {
    from: (pairs) => IntervalSet.from(pairs),
    has: (set, value) => set.has(value),
    union: (a, b) => a.union(b),
    intersection: (a, b) => a.intersection(b),
    difference: (a, b) => a.difference(b),
    intersects: (a, b) => a.intersects(b),
    covers: (a, b) => a.covers(b),
    equals: (a, b) => a.equals(b),
  };
}

/** Half-open intervals in any order, empty and reversed ones among them. */
const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 64 }), fc.integer({ min: 0, max: 64 })), {
  maxLength: 8,
});

/** The plain twin: the members, one by one. */
function enumerate(intervals: Pairs<number>): ReadonlySet<number> {
  return new Set(SPACE.filter((value) => intervals.some(([start, end]) => start <= value && value < end)));
}

/** Even in number and strictly ascending: the one way to write a set. */
function isCanonical<T extends number | bigint>({ boundaries }: IntervalSet<T>): boolean {
  return (
    boundaries.length % 2 === 0 &&
    boundaries.every((boundary, index) => index === 0 || (boundaries[index - 1] as T) < boundary)
  );
}

/** Every operation of the algebra gives what enumeration gives; `lift` places the space somewhere in T. */
function agreesWithEnumeration<T extends number | bigint>(algebra: Algebra<T>, lift: (value: number) => T) {
  const build = (intervals: Pairs<number>) =>
    algebra.from(intervals.map(([start, end]) => [lift(start), lift(end)] as const));
  const holds = (set: IntervalSet<T>, expected: (value: number) => boolean): boolean =>
    isCanonical(set) &&
    set.isEmpty === !SPACE.some(expected) &&
    !algebra.has(set, lift(-1)) &&
    !algebra.has(set, lift(64)) &&
    SPACE.every((value) => algebra.has(set, lift(value)) === expected(value));

  return fc.property(pairs, pairs, (left, right) => {
    const [a, b] = [build(left), build(right)];
    const [inA, inB] = [enumerate(left), enumerate(right)];
    const common = SPACE.some((value) => inA.has(value) && inB.has(value));
    const bInsideA = [...inB].every((value) => inA.has(value));
    return (
      holds(a, (value) => inA.has(value)) &&
      holds(algebra.union(a, b), (value) => inA.has(value) || inB.has(value)) &&
      holds(algebra.intersection(a, b), (value) => inA.has(value) && inB.has(value)) &&
      holds(algebra.difference(a, b), (value) => inA.has(value) && !inB.has(value)) &&
      algebra.intersects(a, b) === common &&
      algebra.covers(a, b) === bInsideA &&
      algebra.covers(algebra.union(a, b), b) &&
      algebra.equals(a, b) === (bInsideA && inA.size === inB.size) &&
      algebra.equals(algebra.union(a, b), algebra.union(b, a))
    );
  });
}

const asNumber = (value: number): number => value;

describe("IntervalSet agrees with enumeration", () => {
  it("over numbers", () => {
    fc.assert(agreesWithEnumeration(product<number>(), asNumber), runs(1000));
  });
  it("over numbers up to 2^32, the end of IPv4", () => {
    fc.assert(agreesWithEnumeration(product<number>(), (value) => 2 ** 32 - 64 + value));
  });
  it("over bigints up to 2^128, the end of IPv6", () => {
    fc.assert(agreesWithEnumeration(product<bigint>(), (value) => (1n << 128n) - 64n + BigInt(value)));
  });
});

describe("the laws of sets hold for any integers", () => {
  const anyPairs = fc.array(fc.tuple(fc.maxSafeNat(), fc.maxSafeNat()), { maxLength: 20 });
  const anySet = anyPairs.map((intervals) => IntervalSet.from(intervals));

  it("intervals() writes the set", () => {
    fc.assert(fc.property(anySet, (set) => IntervalSet.from(set.intervals()).equals(set)));
  });
  it("the order of the intervals does not matter", () => {
    fc.assert(
      fc.property(
        anyPairs.chain((given) =>
          fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
        ),
        ([given, shuffled]) => IntervalSet.from(given).equals(IntervalSet.from(shuffled)),
      ),
    );
  });
  it("difference and intersection part a set in two", () => {
    fc.assert(
      fc.property(anySet, anySet, (a, b) => {
        const [rest, common] = [a.difference(b), a.intersection(b)];
        return (
          !rest.intersects(common) && rest.union(common).equals(a) && !rest.intersects(b) && b.covers(common)
        );
      }),
    );
  });
});

/** A set of these very boundaries, past the checks of the constructor's callers. */
function raw(boundaries: readonly number[]): IntervalSet<number> {
  return Reflect.construct(IntervalSet, [boundaries]) as IntervalSet<number>;
}

/** Builds a set as `IntervalSet.from` does, but with a rule of its own for what joins the last interval. */
function fromWith(join: (start: number, lastEnd: number) => boolean, longest = Math.max) {
  return (intervals: Pairs<number>): IntervalSet<number> => {
    const boundaries: number[] = [];
    for (const [start, end] of intervals.filter(([from, to]) => from < to).sort(([a], [b]) => a - b)) {
      const lastEnd = boundaries.at(-1);
      if (lastEnd === undefined || !join(start, lastEnd)) boundaries.push(start, end);
      else boundaries[boundaries.length - 1] = longest(end, lastEnd);
    }
    return raw(boundaries);
  };
}

describe("enumeration refutes an algebra that", () => {
  const mutants: readonly (readonly [string, Partial<Algebra<number>>])[] = [
    [
      "takes the end of an interval in",
      { from: (given) => IntervalSet.from(given.map(([s, e]) => [s, e + 1])) },
    ],
    ["leaves the last member out", { from: (given) => IntervalSet.from(given.map(([s, e]) => [s, e - 1])) }],
    [
      "turns reversed intervals round",
      { from: (given) => IntervalSet.from(given.map(([s, e]) => (s < e ? [s, e] : [e, s]))) },
    ],
    ["keeps intervals apart that touch", { from: fromWith((start, lastEnd) => start < lastEnd) }],
    ["closes a hole of one", { from: fromWith((start, lastEnd) => start <= lastEnd + 1) }],
    [
      "lets an inner interval end its outer one",
      {
        from: fromWith(
          (start, lastEnd) => start <= lastEnd,
          (end) => end,
        ),
      },
    ],
    ["takes intervals as they come", { from: (given) => raw(given.filter(([s, e]) => s < e).flat()) }],
    [
      "leaves the start out",
      { has: (set, value) => set.boundaries.filter((boundary) => boundary < value).length % 2 === 1 },
    ],
    [
      "unites by the outer ends",
      {
        union: (a, b) =>
          a.isEmpty
            ? b
            : b.isEmpty
              ? a
              : IntervalSet.of(
                  Math.min(...a.boundaries, ...b.boundaries),
                  Math.max(...a.boundaries, ...b.boundaries),
                ),
      },
    ],
    ["subtracts both ways", { difference: (a, b) => a.difference(b).union(b.difference(a)) }],
    [
      "counts intervals that touch as common",
      {
        intersects: (a, b) =>
          [...a.intervals()].some(([s, e]) => [...b.intervals()].some(([from, to]) => s <= to && from <= e)),
      },
    ],
    [
      "covers by the outer ends",
      {
        covers: (a, b) =>
          b.isEmpty ||
          (!a.isEmpty &&
            (a.boundaries[0] as number) <= (b.boundaries[0] as number) &&
            (a.boundaries.at(-1) as number) >= (b.boundaries.at(-1) as number)),
      },
    ],
    ["compares the number of intervals", { equals: (a, b) => a.boundaries.length === b.boundaries.length }],
  ];
  it.each(mutants)("%s", (_, mutant) => {
    expectRefuted(agreesWithEnumeration({ ...product<number>(), ...mutant }, asNumber));
  });
});
