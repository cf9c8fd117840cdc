import { textKey } from "../../../core/policy/engine/text-hash.js";

/** Two different texts of equal key, which stand for each other wherever only keys are compared. */
export function textsOfOneKey(): [string, string] {
  const seen = new Map<number, string>();
  for (let number = 0; ; number += 1) {
    const text = `r/${number}`;
    const other = seen.get(textKey(text));
    if (other !== undefined) return [other, text];
    seen.set(textKey(text), text);
  }
}
