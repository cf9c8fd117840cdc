import type { IntervalSet } from "../../../network/interval-set.js";
import type { AttributeOperator, AttributeSpecification } from "../../language/policy.js";
import { allBut, attributeFact, type FactRange, from, numberOfScalar, only, upTo } from "../fact-range.js";

type ScalarType = "number" | "boolean" | "string";

/** The range of an attribute that is compared with values of one type, where path and operator have one. */
export function attributeRange({ path, operator, value }: AttributeSpecification): FactRange | undefined {
  const values = [value].flat();
  const type = typeof values[0] as ScalarType;
  if (!values.every((other) => typeof other === type)) return undefined;
  const fact = attributeFact(path, type);
  const range = rangeOf(operator, type, values.map(numberOfScalar));
  return fact === undefined || range === undefined ? undefined : { fact, values: range };
}

function rangeOf(
  operator: AttributeOperator,
  type: ScalarType,
  numbers: readonly number[],
): IntervalSet<number> | undefined {
  const [first] = numbers as [number];
  switch (operator) {
    case "==":
    case "in":
      return only(numbers);
    case "!=":
    case "notIn":
      // Another text may have the same number, and close to a number there are others.
      return type === "boolean" ? allBut(numbers) : undefined;
    case "<":
    case "<=":
      return type === "number" ? upTo(first) : undefined;
    case ">":
    case ">=":
      return type === "number" ? from(first) : undefined;
    case "contains":
      return undefined;
    default:
      return operator satisfies never;
  }
}
