import { closest, distance } from "fastest-levenshtein";

/** So many wrong letters still leave a word recognisable, at most. */
const MOST_EDITS = 3;

/** The one of the words that a misspelt one stands for, or undefined where none is near. */
export function closestWord(misspelt: string, words: readonly string[]): string | undefined {
  if (words.length === 0 || misspelt.length > 64) return undefined;
  const lower = misspelt.toLowerCase();
  const word = closest(lower, words);
  const edits = distance(lower, word.toLowerCase());
  return edits <= Math.min(MOST_EDITS, Math.ceil(word.length / 3)) ? word : undefined;
}
