/**
 * Appends every item of a list of any length.
 *
 * `target.push(...items)` hands each item over as an argument, and V8 throws a RangeError from some 120 000 on: a file can
 * hold more.
 */
export function append<T>(target: T[], items: Iterable<T>): void {
  for (const item of items) target.push(item);
}

/** The list under a key, an empty one where there was none. */
export function listAt<Key, Item>(map: Map<Key, Item[]>, key: Key): Item[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}
