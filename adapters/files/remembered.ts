/** How many texts stay remembered. */
const MOST_REMEMBERED = 1000;

/** What a function makes of a text, made once while it is asked for often; undefined is not remembered. */
export function remembered<Made>(
  make: (text: string) => Made | undefined,
): (text: string) => Made | undefined {
  const known = new Map<string, Made>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = make(text);
    if (made === undefined) return undefined;
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(text, made);
    return made;
  };
}
