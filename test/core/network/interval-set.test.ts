import { describe, expect, it } from "vitest";
import { IntervalSet } from "../../../core/network/interval-set.js";

type Pairs = readonly (readonly [number, number])[];
const set = (...pairs: Pairs) => IntervalSet.from(pairs);

describe("IntervalSet.of and IntervalSet.empty", () => {
  it("hold the start and not the end", () => {
    const ports = IntervalSet.of<number>(80, 82);
    expect([79, 80, 81, 82].map((port) => ports.has(port))).toEqual([false, true, true, false]);
  });
  it.each([
    ["equal ends", IntervalSet.of(5, 5)],
    ["reversed ends", IntervalSet.of(6, 5)],
    ["no interval", IntervalSet.empty<number>()],
  ])("are empty for %s", (_, empty) => {
    expect(empty.isEmpty).toBe(true);
    expect(empty.boundaries).toEqual([]);
    expect(empty.has(5)).toBe(false);
  });
});

describe("IntervalSet.from", () => {
  it.each<[string, Pairs, readonly number[]]>([
    ["nothing", [], []],
    [
      "sorts",
      [
        [7, 9],
        [1, 3],
      ],
      [1, 3, 7, 9],
    ],
    [
      "sorts by value, not by text",
      [
        [10, 11],
        [9, 10],
      ],
      [9, 11],
    ],
    [
      "merges intervals that touch",
      [
        [1, 3],
        [3, 5],
      ],
      [1, 5],
    ],
    [
      "merges intervals that overlap",
      [
        [1, 4],
        [3, 5],
      ],
      [1, 5],
    ],
    [
      "swallows an interval inside another",
      [
        [1, 9],
        [3, 5],
      ],
      [1, 9],
    ],
    [
      "keeps a hole of one",
      [
        [1, 3],
        [4, 5],
      ],
      [1, 3, 4, 5],
    ],
    [
      "drops empty and reversed intervals",
      [
        [2, 2],
        [9, 1],
        [4, 5],
      ],
      [4, 5],
    ],
    [
      "takes the same interval twice",
      [
        [1, 3],
        [1, 3],
      ],
      [1, 3],
    ],
  ])("%s", (_, pairs, boundaries) => {
    expect(set(...pairs).boundaries).toEqual(boundaries);
  });
});

describe("set operations", () => {
  const left = set([0, 4], [6, 9]);
  it.each<
    [
      string,
      IntervalSet<number>,
      IntervalSet<number>,
      readonly number[],
      readonly number[],
      readonly number[],
    ]
  >([
    //                        union          intersection  difference
    ["disjoint", left, set([4, 6]), [0, 9], [], [0, 4, 6, 9]],
    ["equal", left, left, [0, 4, 6, 9], [0, 4, 6, 9], []],
    ["overlapping", left, set([3, 7]), [0, 9], [3, 4, 6, 7], [0, 3, 7, 9]],
    ["inside", left, set([1, 2]), [0, 4, 6, 9], [1, 2], [0, 1, 2, 4, 6, 9]],
    ["the empty set on the right", left, set(), [0, 4, 6, 9], [], [0, 4, 6, 9]],
    ["the empty set on the left", set(), left, [0, 4, 6, 9], [], []],
  ])("%s", (_, a, b, union, intersection, difference) => {
    expect(a.union(b).boundaries).toEqual(union);
    expect(a.intersection(b).boundaries).toEqual(intersection);
    expect(a.difference(b).boundaries).toEqual(difference);
    expect(a.intersects(b)).toBe(intersection.length > 0);
    expect(b.covers(a)).toBe(difference.length === 0);
  });

  it("leave their operands alone", () => {
    const before = [...left.boundaries];
    left.union(set([2, 8]));
    left.difference(set([2, 8]));
    expect(left.boundaries).toEqual(before);
  });

  it("are exact above 2^53 with bigint ends", () => {
    const top = 1n << 128n;
    const holed = IntervalSet.of(0n, top).difference(IntervalSet.of(top - 2n, top - 1n));
    expect(holed.boundaries).toEqual([0n, top - 2n, top - 1n, top]);
    expect([top - 3n, top - 2n, top - 1n, top].map((value) => holed.has(value))).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});

describe("intervals", () => {
  it("gives the intervals in ascending order, again at every call", () => {
    const ports = set([443, 444], [80, 81]);
    for (let call = 0; call < 2; call += 1) {
      expect([...ports.intervals()]).toEqual([
        [80, 81],
        [443, 444],
      ]);
    }
  });
});

describe("equals", () => {
  it.each<[string, IntervalSet<number>, IntervalSet<number>, boolean]>([
    ["two ways to the same members", set([0, 2], [2, 4]), set([0, 4]), true],
    ["empty sets", set(), set([3, 3]), true],
    ["another end", set([0, 4]), set([0, 5]), false],
    ["an interval more", set([0, 4]), set([0, 4], [6, 7]), false],
  ])("%s", (_, a, b, equal) => {
    expect(a.equals(b)).toBe(equal);
    expect(b.equals(a)).toBe(equal);
  });
});
