/** The middle one of the values. */
export function median(values: readonly number[]): number {
  return medianBy(values, (value) => value);
}

/** The item whose value is the middle one. */
export function medianBy<T>(items: readonly T[], measureOf: (item: T) => number): T {
  const middle = [...items].sort((a, b) => measureOf(a) - measureOf(b))[items.length >> 1];
  if (middle === undefined) throw new Error("nothing was measured");
  return middle;
}

/** The value as a table shows it. */
export function round(value: number): number {
  return Number(value.toFixed(1));
}
