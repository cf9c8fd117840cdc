import { containsGlob, globOf, globsMeet } from "./glob.js";

/** An ARN has six parts; only the last one may hold colons (AWS General Reference, "ARN format"). */
const PARTS_OF_ARN = 6;

/** Whether every action that `narrow` stands for is one of `wide`. IAM ignores the case of actions. */
export function containsAction(wide: string, narrow: string): boolean {
  return containsGlob(globOf(wide.toLowerCase()), globOf(narrow.toLowerCase()));
}

/** Whether some action is one of both patterns. */
export function actionsMeet(one: string, other: string): boolean {
  return globsMeet(globOf(one.toLowerCase()), globOf(other.toLowerCase()));
}

/**
 * Whether every resource that `narrow` stands for is one of `wide`.
 *
 * Two whole ARNs are compared part by part: whether a `*` reaches over a colon is not for a request to find out.
 */
export function containsResource(wide: string, narrow: string): boolean {
  const wideParts = partsOf(wide);
  const narrowParts = partsOf(narrow);
  if (wideParts === undefined || narrowParts === undefined) return containsGlob(globOf(wide), globOf(narrow));
  return wideParts.every((part, index) => containsGlob(globOf(part), globOf(narrowParts[index] as string)));
}

/** Whether some resource is one of both patterns. */
export function resourcesMeet(one: string, other: string): boolean {
  return globsMeet(globOf(one), globOf(other));
}

/** The six parts of an ARN, or undefined where the pattern has fewer. */
function partsOf(arn: string): readonly string[] | undefined {
  const parts = arn.split(":");
  return parts.length < PARTS_OF_ARN
    ? undefined
    : [...parts.slice(0, PARTS_OF_ARN - 1), parts.slice(PARTS_OF_ARN - 1).join(":")];
}
