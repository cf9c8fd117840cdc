import { isJsonObject, type JsonObject, member, textMember } from "../../json/values.js";
import { type Block, isBlock, isList, listOf, Unresolved, type Value } from "../value.js";

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
  const dynamic = member(body, "dynamic");
  for (const element of Array.isArray(dynamic) ? dynamic : [dynamic]) {
    if (!isJsonObject(element)) continue;
    for (const [name, written] of Object.entries(element)) {
      const blocks = (Array.isArray(written) ? written : [written]).flatMap((one) =>
        dynamicBlocks(name, one, bindings, evaluate),
      );
      values.set(name, [...listOf(values.get(name)), ...blocks]);
    }
  }
  return values;
}

function dynamicBlocks(name: string, written: unknown, bindings: Block, evaluate: Evaluate): Value[] {
  const iterator = textMember(written, "iterator") ?? name;
  const collection = evaluate(member(written, "for_each"), bindings);
  if (!isList(collection) && !isBlock(collection)) {
    const why = collection instanceof Unresolved ? collection.why : "it is known only after apply";
    return [new Unresolved(`dynamic ${name}`, `its for_each is not known: ${why}`)];
  }
  return [...collection.entries()].map(([key, value]) => {
    const element = new Map<string, Value>([
      ["key", isList(collection) ? value : key],
      ["value", value],
    ]);
    return evaluate(member(written, "content") ?? {}, new Map([...bindings, [iterator, element]]));
  });
}
