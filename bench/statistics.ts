/** The middle one of the values. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** The value as a table shows it. */
export function round(value: number): number {
  return Number(value.toFixed(1));
}
