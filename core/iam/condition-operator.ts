/** The condition operators of IAM (IAM User Guide, "Condition operators"), without prefix and suffix. */
export const CONDITION_OPERATORS = [
  "StringEquals",
  "StringNotEquals",
  "StringEqualsIgnoreCase",
  "StringNotEqualsIgnoreCase",
  "StringLike",
  "StringNotLike",
  "NumericEquals",
  "NumericNotEquals",
  "NumericLessThan",
  "NumericLessThanEquals",
  "NumericGreaterThan",
  "NumericGreaterThanEquals",
  "DateEquals",
  "DateNotEquals",
  "DateLessThan",
  "DateLessThanEquals",
  "DateGreaterThan",
  "DateGreaterThanEquals",
  "Bool",
  "BinaryEquals",
  "IpAddress",
  "NotIpAddress",
  "ArnEquals",
  "ArnLike",
  "ArnNotEquals",
  "ArnNotLike",
  "Null",
] as const;

/** A condition operator without prefix and suffix. */
export type OperatorName = (typeof CONDITION_OPERATORS)[number];

/** A condition operator in its parts. */
export interface ConditionOperator {
  readonly set: "" | "ForAllValues:" | "ForAnyValue:";
  readonly name: OperatorName;
  readonly ifExists: boolean;
}

const BY_LOWER_CASE = new Map(CONDITION_OPERATORS.map((name) => [name.toLowerCase(), name]));
const PARTS = /^(?:(forallvalues:|foranyvalue:))?([a-z]+?)(ifexists)?$/;

/** The parts of an operator, whatever its case, or undefined where IAM has none of that name. */
export function parseOperator(text: string): ConditionOperator | undefined {
  const [, set, word = "", suffix] = PARTS.exec(text.toLowerCase()) ?? [];
  const name = BY_LOWER_CASE.get(word);
  if (name === undefined || (name === "Null" && (suffix !== undefined || set !== undefined)))
    return undefined;
  return {
    set: set === undefined ? "" : set === "forallvalues:" ? "ForAllValues:" : "ForAnyValue:",
    name,
    ifExists: suffix !== undefined,
  };
}

/** The operator as IAM writes it. */
export function operatorText({ set, name, ifExists }: ConditionOperator): string {
  return `${set}${name}${ifExists ? "IfExists" : ""}`;
}
