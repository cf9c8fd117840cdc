import { Failure, isBlock, isList, Reference, Unresolved, type Value } from "../value.js";
import { callFunction } from "./functions.js";
import { applyBinary, applyUnary } from "./operators.js";
import type { Scope, Step } from "./scope.js";
import { type Expression, SPLAT_ELEMENT } from "./syntax.js";

/** Longest text that interpolation may build, in characters: above every limit of a provider, below what doubling can reach. */
const LONGEST_TEXT = 262_144;

/** Longest list that an expression may build. */
const LONGEST_LIST = 100_000;

/** The names that `for`, splat and `dynamic` bind. */
export type Bindings = ReadonlyMap<string, Value>;

/** The value of the expression in the scope; {@link Unresolved} where it depends on what the input leaves open. */
export function evaluate(expression: Expression, scope: Scope, bindings: Bindings): Value {
  if (!scope.spend()) return unresolved("(expression)", "evaluating the document takes too many steps");
  const again = (inner: Expression): Value => evaluate(inner, scope, bindings);
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "template":
      return joinText(expression.parts.map(again));
    case "name":
    case "attribute":
    case "index":
      return traverse(expression, scope, bindings);
    case "splat": {
      const of = again(expression.of);
      // On a single object the splat makes a list of one; on null an empty one.
      const elements = of === null ? [] : isList(of) ? of : [of];
      return listWithin(
        elements.map((element) =>
          element instanceof Unresolved
            ? element
            : evaluate(expression.each, scope, new Map([...bindings, [SPLAT_ELEMENT, element]])),
        ),
      );
    }
    case "call": {
      const values = expression.arguments.map(again);
      const last = values.at(-1);
      if (expression.expandLast) {
        if (!isList(last)) return unresolved(`${expression.name}(...)`, "the expanded argument is not known");
        return callFunction(expression.name, [...values.slice(0, -1), ...last]);
      }
      return callFunction(expression.name, values);
    }
    case "list":
      return listWithin(expression.items.map(again));
    case "object": {
      const result = new Map<string, Value>();
      for (const [key, value] of expression.entries) {
        const name = again(key);
        if (typeof name !== "string" && typeof name !== "number")
          return name instanceof Failure ? name : unresolved("{...}", "a key of the object is not known");
        const member = again(value);
        if (member instanceof Failure) return member;
        result.set(String(name), member);
      }
      return result;
    }
    case "conditional": {
      const condition = again(expression.condition);
      if (condition instanceof Unresolved || condition instanceof Reference)
        return eitherOf(condition, again(expression.yes), again(expression.no));
      return again(condition === true || condition === "true" ? expression.yes : expression.no);
    }
    case "unary":
      return applyUnary(expression.operator, again(expression.operand));
    case "binary":
      return applyBinary(expression.operator, again(expression.left), again(expression.right));
    case "for":
      return evaluateFor(expression, scope, bindings);
    default:
      return expression satisfies never;
  }
}

function traverse(expression: Expression, scope: Scope, bindings: Bindings): Value {
  const steps: Step[] = [];
  let base = expression;
  while (base.kind === "attribute" || base.kind === "index") {
    if (base.kind === "attribute") steps.unshift({ kind: "attribute", name: base.name });
    else steps.unshift({ kind: "index", key: evaluate(base.key, scope, bindings) });
    base = base.of;
  }
  if (base.kind !== "name") return followSteps(evaluate(base, scope, bindings), steps, scope);
  const bound = bindings.get(base.name);
  if (bound !== undefined) return followSteps(bound, steps, scope);
  const start = scope.resolve(base.name, steps);
  return followSteps(start.value, steps.slice(start.used), scope);
}

/** The value after the steps. What a resource lacks the provider may add, so only elsewhere a lack is a failure. */
export function followSteps(start: Value, steps: readonly Step[], scope: Scope): Value {
  let value = start;
  let isResource = false;
  const lack = (what: string, why: string) => (isResource ? unresolved(what, why) : new Failure(what, why));
  for (const step of steps) {
    if (value instanceof Unresolved) return value;
    const key: Value = step.kind === "attribute" ? step.name : step.key;
    if (key instanceof Failure) return key;
    if (key instanceof Unresolved || key instanceof Reference)
      return unresolved(String(key), "the index is not known");
    if (typeof key !== "string" && typeof key !== "number")
      return unresolved("[...]", "the index is neither a text nor a number");
    if (value instanceof Reference) {
      isResource = true;
      value =
        value.attribute === "" && step.kind === "attribute"
          ? scope.attribute(value, step.name)
          : new Reference(value.resource, value.attribute === "" ? `${key}` : `${value.attribute}.${key}`);
    } else if (isList(value)) {
      value = value[Number(key)] ?? lack(`[${key}]`, "the list has no such element");
    } else if (isBlock(value)) {
      // A block that JSON writes as one object is a list of one to Terraform.
      const itself: Value | undefined = value.has(String(key)) || Number(key) !== 0 ? undefined : value;
      value = value.get(String(key)) ?? itself ?? lack(`.${key}`, "the object has no such attribute");
    } else return lack(`.${key}`, "the value has no attributes");
  }
  return value;
}

/** One of two values, where the condition is not known. */
function eitherOf(condition: Value, yes: Value, no: Value): Value {
  if (yes instanceof Reference ? String(yes) === String(no) && no instanceof Reference : yes === no)
    return yes;
  const why = condition instanceof Unresolved ? condition.why : "the condition is known only after apply";
  const sides = [yes, no].map((side) =>
    side instanceof Unresolved
      ? side.candidates
      : isList(side) || isBlock(side) || side === null
        ? []
        : [side],
  );
  // Of a list or null nothing may be chosen, so they bound nothing.
  return new Unresolved(
    String(condition),
    why,
    false,
    sides.every((side) => side.length > 0) ? sides.flat() : [],
  );
}

function evaluateFor(expression: Expression & { kind: "for" }, scope: Scope, bindings: Bindings): Value {
  const collection = evaluate(expression.collection, scope, bindings);
  const entries: (readonly [Value, Value])[] | undefined = isList(collection)
    ? [...collection.entries()]
    : isBlock(collection)
      ? [...collection.entries()]
      : undefined;
  if (collection instanceof Failure) return collection;
  if (entries === undefined) return unresolved("for", "the collection is not known");
  const keyed = new Map<string, Value>();
  const listed: Value[] = [];
  for (const [key, value] of entries) {
    if (!scope.spend()) return unresolved("for", "evaluating the document takes too many steps");
    const inner = new Map<string, Value>([...bindings, [expression.valueName, value]]);
    if (expression.keyName !== null) inner.set(expression.keyName, key);
    const keep = expression.condition === null ? true : evaluate(expression.condition, scope, inner);
    if (keep === false || keep === "false") continue;
    if (keep !== true && keep !== "true") return unresolved("for", "its condition is not known");
    const result = evaluate(expression.value, scope, inner);
    if (result instanceof Failure) return result;
    if (expression.key === null) listed.push(result);
    else {
      const name = evaluate(expression.key, scope, inner);
      if (typeof name !== "string") return unresolved("for", "a key is not known");
      keyed.set(name, result);
    }
  }
  return expression.key === null ? listWithin(listed) : keyed;
}

function joinText(parts: readonly Value[]): Value {
  let text = "";
  for (const part of parts) {
    if (part instanceof Failure) return part;
    if (part instanceof Unresolved || part instanceof Reference) {
      const why = part instanceof Unresolved ? part.why : "it is known only after apply";
      const isFilled = parts.some((other) => typeof other === "string" && other !== "");
      return new Unresolved(String(part), why, isFilled);
    }
    if (part === null || typeof part === "object")
      return unresolved("(text)", "a list or null cannot be part of a text");
    text += String(part);
    if (text.length > LONGEST_TEXT)
      return unresolved("(text)", `the text is longer than ${LONGEST_TEXT} characters`);
  }
  return text;
}

function listWithin(items: readonly Value[]): Value {
  const failure = items.find((item) => item instanceof Failure);
  if (failure !== undefined) return failure;
  return items.length > LONGEST_LIST
    ? unresolved("[...]", `the list is longer than ${LONGEST_LIST} elements`)
    : items;
}

function unresolved(expression: string, why: string): Unresolved {
  return new Unresolved(expression, why);
}
