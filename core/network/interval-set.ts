/**
 * An immutable, exact set of integers, kept as sorted half-open intervals `[start, end)`.
 *
 * Addresses, ports and whole traffic spaces are all sets of this one kind: `number` where every value and
 * every end fits a double (IPv4: ends up to 2^32; ports), `bigint` for IPv6. Half-open intervals need only
 * comparison, never a successor, so one implementation serves both.
 *
 * The representation is canonical: no two intervals touch, so equal sets have equal boundaries.
 */
export class IntervalSet<T extends number | bigint> {
  /** Start, end, start, end, …; strictly ascending. */
  readonly boundaries: readonly T[];

  private constructor(boundaries: readonly T[]) {
    this.boundaries = boundaries;
  }

  /** The set without members. */
  static empty<T extends number | bigint>(): IntervalSet<T> {
    return EMPTY as IntervalSet<number | bigint> as IntervalSet<T>;
  }

  /** All integers from `start` (inclusive) to `end` (exclusive); empty where `end <= start`. */
  static of<T extends number | bigint>(start: T, end: T): IntervalSet<T> {
    return start < end ? new IntervalSet<T>([start, end]) : IntervalSet.empty();
  }

  /** The union of half-open intervals in any order, in O(n log n). */
  static from<T extends number | bigint>(intervals: Iterable<readonly [start: T, end: T]>): IntervalSet<T> {
    const sorted = [...intervals]
      .filter(([start, end]) => start < end)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const boundaries: T[] = [];
    for (const [start, end] of sorted) {
      const lastEnd = boundaries.at(-1);
      if (lastEnd === undefined || start > lastEnd) boundaries.push(start, end);
      else if (end > lastEnd) boundaries[boundaries.length - 1] = end;
    }
    return new IntervalSet<T>(boundaries);
  }

  get isEmpty(): boolean {
    return this.boundaries.length === 0;
  }

  /** The intervals in ascending order. */
  intervals(): (readonly [start: T, end: T])[] {
    const intervals: (readonly [T, T])[] = [];
    for (let index = 0; index < this.boundaries.length; index += 2) {
      intervals.push([this.boundaries[index] as T, this.boundaries[index + 1] as T]);
    }
    return intervals;
  }

  has(value: T): boolean {
    // The number of boundaries at or below the value is odd exactly inside an interval.
    let low = 0;
    let high = this.boundaries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.boundaries[middle] as T) <= value) low = middle + 1;
      else high = middle;
    }
    return low % 2 === 1;
  }

  union(other: IntervalSet<T>): IntervalSet<T> {
    if (this.covers(other)) return this;
    if (other.covers(this)) return other;
    return this.#combine(other, (here, there) => here || there);
  }

  intersection(other: IntervalSet<T>): IntervalSet<T> {
    if (!this.intersects(other)) return IntervalSet.empty();
    if (other.covers(this)) return this;
    if (this.covers(other)) return other;
    return this.#combine(other, (here, there) => here && there);
  }

  /** The members of this set that `other` lacks. */
  difference(other: IntervalSet<T>): IntervalSet<T> {
    if (!this.intersects(other)) return this;
    return this.#combine(other, (here, there) => here && !there);
  }

  /** Whether the two sets share a member; stops at the first one. */
  intersects(other: IntervalSet<T>): boolean {
    const a = this.boundaries;
    const b = other.boundaries;
    let i = 0;
    let j = 0;
    while (i < a.length && j < b.length) {
      if ((a[i + 1] as T) <= (b[j] as T)) i += 2;
      else if ((b[j + 1] as T) <= (a[i] as T)) j += 2;
      else return true;
    }
    return false;
  }

  /** Whether every member of `other` is a member of this set. */
  covers(other: IntervalSet<T>): boolean {
    const a = this.boundaries;
    const b = other.boundaries;
    let i = 0;
    // Intervals of one set never touch, so what is covered lies inside a single one.
    for (let j = 0; j < b.length; j += 2) {
      while (i < a.length && (a[i + 1] as T) <= (b[j] as T)) i += 2;
      if (i >= a.length || (a[i] as T) > (b[j] as T) || (a[i + 1] as T) < (b[j + 1] as T)) return false;
    }
    return true;
  }

  equals(other: IntervalSet<T>): boolean {
    return (
      this.boundaries.length === other.boundaries.length &&
      this.boundaries.every((boundary, index) => boundary === other.boundaries[index])
    );
  }

  /** One sweep over both boundary lists: at each boundary a membership flips, and the result's may flip with it. */
  #combine(other: IntervalSet<T>, belongs: (inThis: boolean, inOther: boolean) => boolean): IntervalSet<T> {
    const a = this.boundaries;
    const b = other.boundaries;
    const boundaries: T[] = [];
    let i = 0;
    let j = 0;
    let inside = false;
    while (i < a.length || j < b.length) {
      const left = a[i];
      const right = b[j];
      const at = right === undefined || (left !== undefined && left <= right) ? (left as T) : right;
      if (left === at) i += 1;
      if (right === at) j += 1;
      if (belongs(i % 2 === 1, j % 2 === 1) !== inside) {
        inside = !inside;
        boundaries.push(at);
      }
    }
    return new IntervalSet<T>(boundaries);
  }
}

/** One object for all: most sets that a decision makes are empty. */
const EMPTY: IntervalSet<never> = IntervalSet.from<never>([]);
