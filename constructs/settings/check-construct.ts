import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { TEXT } from "../../core/contracts/variable.js";
import { CordonError, type Problem } from "../../core/errors.js";
import { type CheckedOptions, checkOptions, optionProblems } from "../../core/options/check-options.js";
import { text, value } from "../../core/options/kinds.js";
import { described, type OptionKind } from "../../core/options/option-kind.js";

/** Whose options are checked, with the code of the refusal. */
export interface Checked<Code extends string>
  extends Pick<CheckedOptions<Code>, "subject" | "code" | "kind"> {
  /** @default - a text that is not empty */
  readonly id?: OptionKind;
}

/** A construct that stands in a stack. */
export const IN_A_STACK: OptionKind = value(
  "a construct in a TerraformStack, or the stack itself",
  (given) => Construct.isConstruct(given) && given.node.scopes.some(TerraformStack.isStack),
);

const ID = text(TEXT);

/**
 * Checks where a construct is to stand, and its options, before it takes its place: what is refused leaves the tree as
 * it was.
 *
 * @throws CordonError with everything that is wrong
 */
export function checkConstruct<Code extends string>(
  scope: unknown,
  id: unknown,
  props: unknown,
  checked: Checked<Code>,
): void {
  const inside = IN_A_STACK.faults(scope, "").length === 0 ? (scope as Construct) : undefined;
  const place = `${inside === undefined ? "" : `${inside.node.path}/`}${typeof id === "string" ? id : "?"}`;
  const where = () => place;
  throwAll([
    ...optionProblems(scope, { ...checked, kind: IN_A_STACK, argument: "scope", where }),
    ...optionProblems(id, { ...checked, kind: checked.id ?? ID, argument: "id", where }),
    ...taken(inside, id, checked, place),
    ...optionProblems(props, { ...checked, where }),
  ]);
}

/** @throws CordonError with everything that is wrong with an argument of a construct's method */
export function checkArgument<Code extends string>(
  construct: Construct,
  argument: string,
  given: unknown,
  checked: Checked<Code>,
): void {
  checkOptions(given, { ...checked, argument, where: () => construct.node.path });
}

/** CDKTF would throw an error of its own for a second construct of the name. */
function taken(
  scope: Construct | undefined,
  id: unknown,
  { subject, code }: Checked<string>,
  where: string,
): Problem[] {
  const other = scope?.node.children.find(({ node }) => node.id === String(id).replaceAll("/", "--"));
  if (other === undefined) return [];
  return [
    {
      code,
      summary: `${subject} cannot have this id, which another construct has`,
      got: described(other),
      allowed: "an id that is free in the scope",
      fix: "choose another id",
      where,
    },
  ];
}

function throwAll(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new CordonError(problems);
}

/** An instance of one of the classes. */
export function instanceOf(
  allowed: string,
  ...classes: readonly (abstract new (
    ...parameters: never[]
  ) => object)[]
): OptionKind {
  return value(allowed, (given) => classes.some((one) => given instanceof one));
}
