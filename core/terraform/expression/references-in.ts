import { parseTemplate } from "./parse-template.js";
import { type Expression, SPLAT_ELEMENT } from "./syntax.js";

/** What can be referred to besides a resource. */
const NAMED = new Set(["var", "local", "module"]);

/** What means something only where it stands. */
const LOCAL = new Set(["each", "count", "self", "path", "terraform"]);

/**
 * What a piece of written JSON refers to: "var.a", "local.b", "module.c", "type.name", "data.type.name".
 *
 * @param skipped members whose content does not count
 * @returns undefined where an expression is not one that we read
 */
export function referencesIn(
  json: unknown,
  skipped: ReadonlySet<string> = new Set(),
): ReadonlySet<string> | undefined {
  const found = new Set<string>();
  const open: unknown[] = [json];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === "string") {
      const expression = next.includes("${") || next.includes("%{") ? parseTemplate(next) : null;
      if (expression === undefined) return undefined;
      if (expression !== null) collect(expression, new Set(), found);
    } else if (typeof next === "object" && next !== null) {
      for (const [name, inner] of Object.entries(next)) {
        if (skipped.has(name)) continue;
        // A key of an object is a template too.
        if (!Array.isArray(next)) open.push(name);
        open.push(inner);
      }
    }
  }
  return found;
}

function collect(expression: Expression, bound: ReadonlySet<string>, found: Set<string>): void {
  const again = (inner: Expression): void => collect(inner, bound, found);
  switch (expression.kind) {
    case "literal":
      return;
    case "name":
    case "attribute":
    case "index":
      traversal(expression, bound, found);
      return;
    case "template":
      expression.parts.forEach(again);
      return;
    case "splat":
      again(expression.of);
      collect(expression.each, new Set([...bound, SPLAT_ELEMENT]), found);
      return;
    case "call":
      expression.arguments.forEach(again);
      return;
    case "list":
      expression.items.forEach(again);
      return;
    case "object":
      for (const [key, value] of expression.entries) {
        again(key);
        again(value);
      }
      return;
    case "conditional":
      again(expression.condition);
      again(expression.yes);
      again(expression.no);
      return;
    case "unary":
      again(expression.operand);
      return;
    case "binary":
      again(expression.left);
      again(expression.right);
      return;
    case "for": {
      again(expression.collection);
      const names = [expression.valueName, expression.keyName].filter((name) => name !== null);
      const inner = new Set([...bound, ...names]);
      for (const part of [expression.key, expression.value, expression.condition])
        if (part !== null) collect(part, inner, found);
      return;
    }
    default:
      expression satisfies never;
  }
}

function traversal(expression: Expression, bound: ReadonlySet<string>, found: Set<string>): void {
  const names: string[] = [];
  let at = expression;
  while (at.kind === "attribute" || at.kind === "index") {
    if (at.kind === "attribute") names.unshift(at.name);
    else {
      // Names after an index belong to what it selects.
      names.length = 0;
      collect(at.key, bound, found);
    }
    at = at.of;
  }
  if (at.kind !== "name") {
    collect(at, bound, found);
    return;
  }
  const [first, second] = names;
  if (bound.has(at.name) || LOCAL.has(at.name) || first === undefined) return;
  if (NAMED.has(at.name)) found.add(`${at.name}.${first}`);
  else if (at.name === "data") found.add(`data.${first}.${second ?? ""}`);
  else found.add(`${at.name}.${first}`);
}
