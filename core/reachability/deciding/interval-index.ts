/** Items that each span an interval, found by overlap in O(log n + hits). */
export class IntervalIndex<T extends number | bigint, Item> {
  readonly #starts: readonly T[];
  readonly #ends: readonly T[];
  readonly #items: readonly Item[];
  /** Highest end of each node of a segment tree over the sorted entries. */
  readonly #highest: (T | undefined)[];
  readonly #leaves: number;

  constructor(entries: readonly { readonly start: T; readonly end: T; readonly item: Item }[]) {
    const sorted = [...entries].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
    this.#starts = sorted.map((entry) => entry.start);
    this.#ends = sorted.map((entry) => entry.end);
    this.#items = sorted.map((entry) => entry.item);
    let leaves = 1;
    while (leaves < sorted.length) leaves *= 2;
    this.#leaves = leaves;
    this.#highest = new Array<T | undefined>(2 * leaves).fill(undefined);
    for (const [position, end] of this.#ends.entries()) this.#highest[leaves + position] = end;
    for (let node = leaves - 1; node > 0; node -= 1) {
      const left = this.#highest[2 * node];
      const right = this.#highest[2 * node + 1];
      this.#highest[node] = right === undefined || (left !== undefined && left > right) ? left : right;
    }
  }

  /** Calls `visit` for each item that shares a value with `[start, end)`, until it answers false; an item may come twice if it has two entries. */
  overlapping(start: T, end: T, visit: (item: Item) => boolean): boolean {
    return this.#search(1, 0, this.#leaves, start, end, visit);
  }

  #search(
    node: number,
    low: number,
    high: number,
    start: T,
    end: T,
    visit: (item: Item) => boolean,
  ): boolean {
    const highest = this.#highest[node];
    const first = this.#starts[low];
    if (highest === undefined || highest <= start || first === undefined || first >= end) return true;
    if (high - low === 1) {
      const last = this.#ends[low];
      if (last === undefined || last <= start) return true;
      return visit(this.#items[low] as Item);
    }
    const middle = (low + high) / 2;
    return (
      this.#search(2 * node, low, middle, start, end, visit) &&
      this.#search(2 * node + 1, middle, high, start, end, visit)
    );
  }
}
