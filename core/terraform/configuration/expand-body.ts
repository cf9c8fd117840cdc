import { isJsonObject, type JsonObject, member, textMember } from "../../json/values.js";
import { entriesOf } from "../expression/evaluate.js";
import { asLoose, isLoose } from "../expression/traits.js";
import { type Block, listOf, Unresolved, type Value } from "../value.js";
import { type LabelledBlock, labelledBlocks } from "./blocks.js";

/** How {@link expandBody} evaluates a piece of JSON under some names. */
type Evaluate = (json: unknown, bindings: Block) => Value;

/**
 * An object or block body: its members evaluated, comments left out, `dynamic` blocks written out.
 *
 * Source: Terraform language, "dynamic Blocks"; JSON Configuration Syntax (members named "//" are comments).
 */
export function expandBody(body: JsonObject, bindings: Block, evaluate: Evaluate): Block {
  const values = new Map<string, Value>();
  for (const [name, json] of Object.entries(body)) {
    if (name !== "//" && name !== "dynamic") values.set(name, evaluate(json, bindings));
  }
  for (const { name, body: written } of dynamicBlocksOf(body)) {
    const blocks = dynamicBlocks(name, written, bindings, evaluate);
    // No block at all is a block left out, and not an empty list of them.
    if (blocks.length > 0 || values.has(name)) {
      const all = [...listOf(values.get(name)), ...blocks];
      values.set(name, all.some((block) => block instanceof Unresolved) ? asLoose(all) : all);
    }
  }
  return values;
}

/** The `dynamic` blocks of a body: like every labelled block, an object or a list of objects at each level. */
export function dynamicBlocksOf(body: JsonObject): readonly LabelledBlock[] {
  const dynamic = member(body, "dynamic");
  return dynamic === undefined ? [] : labelledBlocks(dynamic, 1, "");
}

/** The one block of a body that has no label, written as an object or as a list of one. */
function contentOf(written: JsonObject): JsonObject | undefined {
  const content = member(written, "content") ?? {};
  const [only, ...more] = Array.isArray(content) ? content : [content];
  return more.length === 0 && isJsonObject(only) ? only : undefined;
}

function dynamicBlocks(name: string, written: JsonObject, bindings: Block, evaluate: Evaluate): Value[] {
  // HCL writes the name bare, which maps to an expression.
  const iterator = textMember(written, "iterator")?.replace(/^\$\{\s*(.*?)\s*\}$/, "$1") ?? name;
  const collection = evaluate(member(written, "for_each"), bindings);
  const entries = entriesOf(collection);
  if (entries === undefined) {
    const why = collection instanceof Unresolved ? collection.why : "it is known only after apply";
    return [new Unresolved(`dynamic ${name}`, `its for_each is not known: ${why}`)];
  }
  const content = contentOf(written);
  if (content === undefined) return [new Unresolved(`dynamic ${name}`, "its content is not one block")];
  return entries.map(([key, value]) => {
    if (value instanceof Unresolved && isLoose(collection))
      return new Unresolved(`dynamic ${name}`, `it is not known whether there is one: ${value.why}`);
    const element = new Map<string, Value>([
      ["key", key],
      ["value", value],
    ]);
    return evaluate(content, new Map([...bindings, [iterator, element]]));
  });
}
