import { pointerStep } from "../json/pointer.js";
import type { JsonObject } from "../json/values.js";

/** Levels that no document of Terraform reaches; the deepest resource schemas have about twenty. */
export const DEEPEST_DOCUMENT = 128;

/** The beginning of the JSON pointer of a value that lies deeper than {@link DEEPEST_DOCUMENT}; or undefined. */
export function findTooDeep(json: unknown): string | undefined {
  const steps: string[] = [];
  // The whole path of a hostile document would fill the screen.
  return isTooDeep(json, 0, steps) ? `${steps.reverse().slice(0, 8).join("")}/…` : undefined;
}

/** Recursion that the limit itself bounds. On the way back it notes the steps, innermost first. */
function isTooDeep(json: unknown, depth: number, steps: string[]): boolean {
  if (typeof json !== "object" || json === null) return false;
  if (depth >= DEEPEST_DOCUMENT) return true;
  for (const name in json) {
    const inner: unknown = (json as JsonObject)[name];
    if (typeof inner === "object" && isTooDeep(inner, depth + 1, steps)) {
      steps.push(pointerStep(name));
      return true;
    }
  }
  return false;
}
