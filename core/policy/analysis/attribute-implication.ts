import { attributeCondition } from "../engine/conditions/attribute.js";
import type { AttributeSpecification, Scalar } from "../language/policy.js";
import { TRUE } from "../language/truth.js";
import { RequestFacts } from "../request/facts.js";

/** Whether an attribute that satisfies `narrow` satisfies `wide`. */
export function impliesAttribute(narrow: AttributeSpecification, wide: AttributeSpecification): boolean {
  if (narrow.path !== wide.path) return false;
  if (narrow.operator === wide.operator && JSON.stringify(narrow.value) === JSON.stringify(wide.value))
    return true;
  const only = onlyValues(narrow);
  if (only !== undefined) return only.every((value) => satisfies(wide, value));
  if (narrow.operator === "notIn" || narrow.operator === "!=") {
    const excluded = [narrow.value].flat() as Scalar[];
    const wanted = [wide.value].flat() as Scalar[];
    return (
      (wide.operator === "notIn" || wide.operator === "!=") &&
      wanted.every((value) => excluded.includes(value))
    );
  }
  return impliesOrder(narrow, wide);
}

/** The values that alone satisfy an entry, or undefined where they are not listed. */
export function onlyValues({ operator, value }: AttributeSpecification): readonly Scalar[] | undefined {
  return operator === "==" || operator === "in" ? ([value].flat() as Scalar[]) : undefined;
}

/** Whether the value satisfies the entry. */
export function satisfies(entry: AttributeSpecification, value: unknown): boolean {
  const condition = attributeCondition({ ...entry, path: "context.value" }, 0);
  return condition.evaluate(new RequestFacts({ context: { value } })) === TRUE;
}

/** "At least 5" implies "at least 3" and "more than 4"; "more than 5" implies "at least 5". */
function impliesOrder(narrow: AttributeSpecification, wide: AttributeSpecification): boolean {
  const sameDirection =
    (narrow.operator.startsWith(">") && wide.operator.startsWith(">")) ||
    (narrow.operator.startsWith("<") && wide.operator.startsWith("<"));
  if (!sameDirection || typeof narrow.value !== typeof wide.value) return false;
  // The bound itself is the nearest case; where the narrow entry leaves it out, the wide one may do so too.
  if (narrow.value === wide.value) return narrow.operator.length === 1 || wide.operator.length === 2;
  return satisfies(wide, narrow.value);
}
