import { type Problem, quote } from "../../errors.js";
import { member } from "../../json/values.js";
import type { TerraformErrorCode } from "../error-codes.js";
import { isWrittenList } from "../expression/traits.js";
import { type Block, isBlock, isList, numberOf, Reference, Unresolved, type Value } from "../value.js";
import type { ConfiguredModule, ResourceBlock } from "./configured-module.js";
import type { Instance, Instances } from "./instances.js";
import type { Workspace } from "./workspace.js";

/** Instances of one block; Terraform itself becomes unusable far below. */
const MOST_INSTANCES = 20_000;

/**
 * The instances that `count` or `for_each` make of a block.
 *
 * Source: Terraform language, "The count Meta-Argument" and "The for_each Meta-Argument".
 */
export function expandInstances(
  key: string,
  block: ResourceBlock,
  module: ConfiguredModule,
  workspace: Workspace,
  evaluate: (json: unknown) => Value,
): Instances {
  const instance = (index: string, bindings: Block): Instance => ({
    id: workspace.idOf(module, key) + index,
    block,
    module,
    bindings,
    values: new Map(),
  });
  const unresolved = (what: string, value: Value): Instances => {
    const why = value instanceof Unresolved ? value.why : "it is known only after apply";
    const reason = `${what} is not known (${why}), so it is not known how many there are`;
    return { kind: "open", instance: { ...instance("", new Map()), repetition: reason } };
  };
  const refused = (argument: "count" | "for_each", got: Value): Instances => {
    workspace.collector.problem(invalidInstances(argument, got), `${block.where}/${argument}`);
    return { kind: "list", instances: [] };
  };
  const written = member(block.body, "count");
  const each = member(block.body, "for_each");
  if (written !== undefined && each !== undefined) return refused("count", "count beside for_each");
  if (written !== undefined) {
    const value = evaluate(written);
    const count = numberOf(value);
    if (value instanceof Unresolved || value instanceof Reference) return unresolved("count", value);
    if (count === undefined || !Number.isInteger(count) || count < 0) return refused("count", value);
    if (tooMany(count, block, workspace)) return { kind: "list", instances: [] };
    const instances = Array.from({ length: count }, (_, index) =>
      instance(`[${index}]`, new Map([["count", new Map([["index", index]])]])),
    );
    return { kind: "list", instances };
  }
  if (each === undefined) return { kind: "single", instance: instance("", new Map()) };
  const value = evaluate(each);
  const entries = entriesOf(value);
  if (!isAccepted(value)) return refused("for_each", value);
  if (entries === undefined) return unresolved("for_each", value);
  if (tooMany(entries.length, block, workspace)) return { kind: "list", instances: [] };
  const instances = entries.map(([index, element]): readonly [string, Instance] => {
    const bindings = new Map<string, Value>([
      ["key", index],
      ["value", element],
    ]);
    return [index, instance(`[${JSON.stringify(index)}]`, new Map([["each", bindings]]))];
  });
  return { kind: "map", instances: new Map(instances) };
}

/** Whether `for_each` may be the value: a map, or a set of texts. */
function isAccepted(value: Value): boolean {
  if (value instanceof Unresolved || value instanceof Reference || isBlock(value)) return true;
  if (!isList(value) || isWrittenList(value)) return false;
  return value.every(
    (one) => typeof one === "string" || one instanceof Unresolved || one instanceof Reference,
  );
}

function invalidInstances(argument: "count" | "for_each", got: Value): Problem<TerraformErrorCode> {
  const isCount = argument === "count";
  return {
    code: "CORDON_INSTANCES_INVALID",
    summary: `Terraform refuses this ${argument}`,
    got: isBlock(got) ? "an object" : quote(got),
    allowed: isCount ? "a whole number from 0 on, without for_each" : "a map, or a set of texts",
    fix: isCount || !isList(got) ? `correct the ${argument}` : "write toset(...) around a list of texts",
  };
}

function entriesOf(value: Value): (readonly [string, Value])[] | undefined {
  if (isBlock(value)) return [...value];
  if (!isList(value)) return undefined;
  const entries = value.map((element) => [element, element] as const);
  return entries.every((entry): entry is readonly [string, Value] => typeof entry[0] === "string")
    ? entries
    : undefined;
}

function tooMany(count: number, block: ResourceBlock, workspace: Workspace): boolean {
  if (count <= MOST_INSTANCES) return false;
  workspace.collector.problem(
    {
      code: "CORDON_DOCUMENT_MALFORMED",
      summary: "the block makes too many instances",
      got: String(count),
      allowed: `at most ${MOST_INSTANCES} from one count or for_each`,
      fix: "split the resource",
    },
    block.where,
  );
  return true;
}
