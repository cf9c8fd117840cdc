import { isBlock, isList, Reference, Unresolved, type Value } from "../value.js";

/**
 * One of several values, where it is not known which. Of a list or null nothing may be chosen, so they bound nothing.
 *
 * @param open what is not known
 */
export function oneOf(open: Value, values: readonly Value[]): Unresolved {
  const choices = values.map((value) =>
    value instanceof Unresolved
      ? value.candidates
      : isList(value) || isBlock(value) || value === null
        ? []
        : [value],
  );
  const why = open instanceof Unresolved ? open.why : "it is known only after apply";
  const isBounded = choices.every((choice) => choice.length > 0);
  return new Unresolved(String(open), why, false, isBounded ? choices.flat() : []);
}

/** Whether the reference is to what every object has: it is neither null nor empty nor a list. */
export function isIdentifier(value: Value | undefined): value is Reference {
  return value instanceof Reference && ["", "id", "arn"].includes(value.attribute);
}
