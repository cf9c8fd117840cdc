import { type ConditionOperator, operatorText, parseOperator } from "./condition-operator.js";

/** A value of a condition as IAM's JSON has it. */
export type ConditionValue = string | number | boolean;

/** The `Condition` of a statement: operator, key, one value or several of which one is enough. */
export type ConditionBlock = Readonly<
  Record<string, Readonly<Record<string, ConditionValue | readonly ConditionValue[]>>>
>;

/** One condition of a statement. */
export interface Condition {
  readonly operator: ConditionOperator;
  readonly key: string;
  readonly value: ConditionValue | readonly ConditionValue[];
}

/** The keys that grants turn on, as AWS spells them; IAM ignores their case. */
export const CURRENT_TIME = "aws:CurrentTime";
export const EPOCH_TIME = "aws:EpochTime";
export const SOURCE_IDENTITY = "aws:SourceIdentity";
export const USER_ID = "aws:userid";

const SPELLING = new Map(
  [CURRENT_TIME, EPOCH_TIME, SOURCE_IDENTITY, USER_ID].map((k) => [k.toLowerCase(), k]),
);

/** The values of a condition, one of which is enough. */
export function valuesOf({ value }: Pick<Condition, "value">): readonly ConditionValue[] {
  return typeof value === "object" ? value : [value];
}

/**
 * The conditions of a block in its order, operators as IAM writes them, each key in one spelling throughout.
 *
 * @throws TypeError for an operator that IAM lacks: whoever reads a block checks it first
 */
export function conditionsOf(block: ConditionBlock): Condition[] {
  const spelling = new Map(SPELLING);
  return Object.entries(block).flatMap(([name, keys]) => {
    const operator = parseOperator(name);
    if (operator === undefined) throw new TypeError(`IAM has no condition operator ${name}`);
    return Object.entries(keys).map(([written, value]) => {
      const key = spelling.get(written.toLowerCase()) ?? written;
      spelling.set(written.toLowerCase(), key);
      return { operator, key, value };
    });
  });
}

/** The block of conditions of which no two share operator and key. */
export function conditionBlock(conditions: readonly Condition[]): ConditionBlock {
  const block: Record<string, Record<string, Condition["value"]>> = {};
  for (const { operator, key, value } of conditions) {
    const name = operatorText(operator);
    const keys = block[name] ?? {};
    block[name] = keys;
    if (Object.hasOwn(keys, key)) throw new TypeError(`two conditions ${name} on ${key}`);
    keys[key] = value;
  }
  return block;
}

/** Whether the condition has exactly this operator, neither as a set operator nor with IfExists. */
export function isPlain({ operator }: Condition, name: ConditionOperator["name"]): boolean {
  return operator.name === name && operator.set === "" && !operator.ifExists;
}

/** A condition with a plain operator. */
export function plainCondition(
  name: ConditionOperator["name"],
  key: string,
  value: Condition["value"],
): Condition {
  return { operator: { set: "", name, ifExists: false }, key, value };
}
