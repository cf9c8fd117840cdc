import { Reference, Unresolved, type Value } from "../value.js";
import type { BinaryOperator } from "./syntax.js";

/** `!value` and `-value`. */
export function applyUnary(operator: "!" | "-", operand: Value): Value {
  if (operator === "!" && typeof operand === "boolean") return !operand;
  if (operator === "-" && typeof operand === "number") return -operand;
  return operand instanceof Unresolved ? operand : new Unresolved(operator, "the operand is not known");
}

/** `left operator right`. */
export function applyBinary(operator: BinaryOperator, left: Value, right: Value): Value {
  if (operator === "||" && (left === true || right === true)) return true;
  if (operator === "&&" && (left === false || right === false)) return false;
  if (operator === "==" || operator === "!=") {
    const equal = equality(left, right);
    if (equal !== undefined) return operator === "==" ? equal : !equal;
  }
  if (typeof left === "boolean" && typeof right === "boolean") {
    if (operator === "||") return left || right;
    if (operator === "&&") return left && right;
  }
  if (typeof left === "number" && typeof right === "number") return arithmetic(operator, left, right);
  for (const side of [left, right]) if (side instanceof Unresolved) return side;
  return new Unresolved(operator, "an operand is not known");
}

/** Undefined where it is not known; two references are equal where they are the same, else that is not known. */
function equality(left: Value, right: Value): boolean | undefined {
  if (left instanceof Unresolved || right instanceof Unresolved) return undefined;
  if (left === null || right === null) return left === right;
  if (left instanceof Reference || right instanceof Reference) {
    if (String(left) === String(right)) return true;
    return [left, right].some(isBareWord) ? false : undefined;
  }
  if (typeof left === "object" && left !== null) return undefined;
  if (typeof right === "object" && right !== null) return undefined;
  return left === right;
}

/** Text of letters alone, or none: no id that a cloud gives. */
function isBareWord(value: Value): boolean {
  return typeof value === "string" && /^[a-z]*$/iu.test(value);
}

function arithmetic(operator: BinaryOperator, left: number, right: number): Value {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return right === 0 ? new Unresolved("/", "it divides by zero") : left / right;
    case "%":
      return right === 0 ? new Unresolved("%", "it divides by zero") : left % right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "==":
    case "!=":
    case "||":
    case "&&":
      return new Unresolved(operator, "the operands are numbers");
    default:
      return operator satisfies never;
  }
}
