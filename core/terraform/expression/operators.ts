import { booleanOf, Failure, numberOf, Reference, Unresolved, type Value } from "../value.js";
import { isIdentifier } from "./one-of.js";
import type { BinaryOperator } from "./syntax.js";

/** `!value` and `-value`. */
export function applyUnary(operator: "!" | "-", operand: Value): Value {
  const [truth, number] = [booleanOf(operand), numberOf(operand)];
  if (operator === "!" && truth !== undefined) return !truth;
  if (operator === "-" && number !== undefined) return 0 - number;
  return openOperand(operator, [operand]);
}

/** `left operator right`. */
export function applyBinary(operator: BinaryOperator, left: Value, right: Value): Value {
  if (left instanceof Failure) return left;
  if (right instanceof Failure) return failureBehind(operator, left, right);
  if (operator === "||" && (left === true || right === true)) return true;
  if (operator === "&&" && (left === false || right === false)) return false;
  if (operator === "==" || operator === "!=") {
    const equal = equality(left, right);
    if (equal !== undefined) return operator === "==" ? equal : !equal;
  }
  const [one, other] = [booleanOf(left), booleanOf(right)];
  if (one !== undefined && other !== undefined) {
    if (operator === "||") return one || other;
    if (operator === "&&") return one && other;
  }
  const [first, second] = [numberOf(left), numberOf(right)];
  if (first !== undefined && second !== undefined && operator !== "==" && operator !== "!=")
    return arithmetic(operator, first, second);
  return openOperand(operator, [left, right]);
}

/** What the second operand cannot spoil: from Terraform 1.12 on, `||` and `&&` look at it only where they need it. */
function failureBehind(operator: BinaryOperator, left: Value, right: Failure): Value {
  const deciding = operator === "||" ? true : operator === "&&" ? false : undefined;
  if (deciding === undefined) return right;
  const first = booleanOf(left);
  if (first === undefined) return new Unresolved(right.expression, right.why);
  return first === deciding ? deciding : right;
}

/** The result keeps nothing of the operand but why it is open; a failure stays one. */
function openOperand(operator: string, operands: readonly Value[]): Unresolved {
  const failure = operands.find((operand) => operand instanceof Failure);
  if (failure !== undefined) return failure;
  const open = operands.find((operand) => operand instanceof Unresolved);
  return open === undefined
    ? new Unresolved(operator, "an operand is not known")
    : new Unresolved(open.expression, open.why);
}

/** Undefined where it is not known; two references are equal where they are the same, else that is not known. */
function equality(left: Value, right: Value): boolean | undefined {
  if (left instanceof Unresolved || right instanceof Unresolved) return undefined;
  if (left === null || right === null) {
    const other = left === null ? right : left;
    return other instanceof Reference && !isIdentifier(other) ? undefined : left === right;
  }
  if (left instanceof Reference || right instanceof Reference) {
    if (String(left) === String(right)) return true;
    return [left, right].some(isIdentifier) && [left, right].some(isBareWord) ? false : undefined;
  }
  if (typeof left === "object" && left !== null) return undefined;
  if (typeof right === "object" && right !== null) return undefined;
  return left === right;
}

/** Text of letters alone, or none: no id that a cloud gives. */
function isBareWord(value: Value): boolean {
  return typeof value === "string" && /^[a-z]*$/iu.test(value);
}

/** Terraform calculates with decimal fractions, which binary ones miss in the last places. */
function exact(result: number): number {
  return Number.isInteger(result) ? result : Number(result.toPrecision(15));
}

function arithmetic(operator: BinaryOperator, left: number, right: number): Value {
  switch (operator) {
    case "+":
      return exact(left + right);
    case "-":
      return exact(left - right);
    case "*":
      return exact(left * right);
    case "/":
      return right === 0 ? new Failure("/", "it divides by zero") : left / right;
    case "%":
      return right === 0 ? new Failure("%", "it divides by zero") : left % right;
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
