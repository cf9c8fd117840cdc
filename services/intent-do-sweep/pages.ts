/** A list that comes in pages. */
export type Pages<T> = AsyncIterable<readonly T[]>;

/** All of a list, page after page. */
export async function allOf<T>(pages: Pages<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}
