import {
  type Condition,
  isPlain,
  plainCondition,
  SOURCE_IDENTITY,
  type USER_ID,
  valuesOf,
} from "./condition.js";
import { containsGlob, globOf } from "./glob.js";

/** How the sessions of a shared role tell people apart; "none" where the role has one user. */
export type PersonKey = typeof SOURCE_IDENTITY | typeof USER_ID | "none";

/**
 * The conditions for one person's sessions alone, or undefined where they name others only.
 *
 * `StringEquals aws:SourceIdentity` is the id; `StringLike aws:userid` is `*:<id>`, because AWS writes
 * `<role id>:<session name>` there. What the statement itself says with the same operator and key is intersected.
 */
export function withPerson(
  conditions: readonly Condition[],
  key: PersonKey,
  id: string,
): Condition[] | undefined {
  if (key === "none") return [...conditions];
  const operator = key === SOURCE_IDENTITY ? "StringEquals" : "StringLike";
  const isOwn = (condition: Condition): boolean => condition.key === key && isPlain(condition, operator);
  const lists = conditions.filter(isOwn).map((condition) => valuesOf(condition).map(String));
  let allowed: readonly string[] = [key === SOURCE_IDENTITY ? id : `*:${id}`];
  for (const list of lists) {
    allowed =
      key === SOURCE_IDENTITY
        ? allowed.filter((value) => list.includes(value))
        : unique(allowed.flatMap((value) => list.flatMap((own) => meetOfUserIds(value, own))));
  }
  if (allowed.length === 0) return undefined;
  const value = allowed.length === 1 ? (allowed[0] as string) : allowed;
  return [...conditions.filter((condition) => !isOwn(condition)), plainCondition(operator, key, value)];
}

/** What two patterns `<role id>:<session name>` share, of which each part is a name or `*`; "*" is "*:*". */
function meetOfUserIds(one: string, other: string): string[] {
  const [left, right] = [one, other].map((text) => (text === "*" ? ["*", "*"] : text.split(":")));
  const parts = [0, 1].map((index) => {
    const [a = "", b = ""] = [left?.[index], right?.[index]];
    return a === "*" ? b : b === "*" || a === b ? a : undefined;
  });
  return parts.includes(undefined) ? [] : [parts.join(":")];
}

/** Whether the conditions on the person can hold for this one; what the id does not decide may hold. */
export function holdsForPerson(conditions: readonly Condition[], key: PersonKey, id: string): boolean {
  return (
    key === "none" || conditions.every((condition) => condition.key !== key || mayHold(condition, key, id))
  );
}

function mayHold(condition: Condition, key: PersonKey, id: string): boolean {
  const values = valuesOf(condition).map(String);
  const isLowered = condition.operator.name.endsWith("IgnoreCase");
  const fold = (text: string): string => (isLowered ? text.toLowerCase() : text);
  const person = globOf(key === SOURCE_IDENTITY ? id : `*:${id}`);
  /** All of the person's sessions, or none that could be known of. */
  const all = (text: string): boolean => containsGlob(globOf(text), person);
  const some = (text: string): boolean =>
    key === SOURCE_IDENTITY ? fold(text) === fold(id) : fold(text).endsWith(fold(`:${id}`));
  switch (condition.operator.name) {
    case "Null":
      return !values.every((value) => value.toLowerCase() === "true");
    case "StringEquals":
    case "StringEqualsIgnoreCase":
      return values.some(some);
    case "StringNotEquals":
    case "StringNotEqualsIgnoreCase":
      return key !== SOURCE_IDENTITY || !values.some(some);
    case "StringLike":
      return key !== SOURCE_IDENTITY || values.some(all);
    case "StringNotLike":
      return !values.some(all);
    default:
      return true;
  }
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
