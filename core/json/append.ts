/**
 * Appends every item of a list of any length.
 *
 * `target.push(...items)` hands each item over as an argument, and V8 throws a RangeError from some 120 000 on: a file can
 * hold more.
 */
export function append<T>(target: T[], items: Iterable<T>): void {
  for (const item of items) target.push(item);
}
