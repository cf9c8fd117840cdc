import { distance } from "fastest-levenshtein";
import { quote } from "../errors.js";

/** "Did you mean …?" for a word of which at most a third, rounded up, is wrong; capitals do not count. */
export function suggest(word: string, known: readonly string[]): string | undefined {
  if (word.length > 64) return undefined;
  const distances = known.map((name) => [name, distance(word.toLowerCase(), name.toLowerCase())] as const);
  const [nearest] = distances.sort(([, a], [, b]) => a - b);
  if (nearest === undefined) return undefined;
  const [name, errors] = nearest;
  return errors <= Math.ceil(name.length / 3) ? `did you mean ${quote(name)}?` : undefined;
}
