import { Failure, isBlock, isList, Reference, textOf, Unresolved, type Value } from "../value.js";
import { bounded } from "./bounded.js";
import { callFunction } from "./functions.js";
import { isIdentifier, oneOf } from "./one-of.js";
import { applyBinary, applyUnary } from "./operators.js";
import type { Scope, Step } from "./scope.js";
import { setOf } from "./sets.js";
import { type Expression, SPLAT_ELEMENT } from "./syntax.js";
import { asLoose, asProvided, asWrittenList, isLoose, isProvided, isSet } from "./traits.js";

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
    case "splat":
      return evaluateSplat(expression, scope, bindings);
    case "call": {
      const values = expression.arguments.map(again);
      const last = values.at(-1);
      if (expression.expandLast) {
        if (last instanceof Failure) return callFunction(expression.name, values);
        if (!isList(last) || isLoose(last))
          return unresolved(`${expression.name}(...)`, "the expanded argument is not known");
        return callFunction(expression.name, [...values.slice(0, -1), ...last]);
      }
      return callFunction(expression.name, values);
    }
    case "list":
      return asWritten(listWithin(expression.items.map(again)));
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
      return bounded(result);
    }
    case "conditional": {
      const condition = again(expression.condition);
      if (condition instanceof Failure) return condition;
      if (condition instanceof Unresolved || condition instanceof Reference)
        return eitherOf(condition, again(expression.yes), again(expression.no));
      if (condition !== "false" && condition !== "true" && typeof condition !== "boolean")
        return new Failure("? :", "the condition is neither true nor false");
      const isYes = String(condition) === "true";
      return beside(again(isYes ? expression.yes : expression.no), isYes ? expression.no : expression.yes);
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
  for (const [at, step] of steps.entries()) {
    if (value instanceof Failure) return value;
    if (value instanceof Unresolved) {
      const rest = steps.slice(at);
      return oneOf(
        value,
        value.candidates.map((candidate) => followSteps(candidate, rest, scope)),
      );
    }
    const key: Value = step.kind === "attribute" ? step.name : step.key;
    if (key instanceof Failure) return key;
    if (key instanceof Unresolved || key instanceof Reference) {
      const rest = steps.slice(at + 1);
      const each = isList(value) || isBlock(value) ? [...value.values()] : [];
      return oneOf(
        unresolved(String(key), "the index is not known"),
        each.map((one) => followSteps(one, rest, scope)),
      );
    }
    if (typeof key !== "string" && typeof key !== "number")
      return unresolved("[...]", "the index is neither a text nor a number");
    if (value instanceof Reference) {
      isResource = true;
      value =
        value.attribute === "" && step.kind === "attribute"
          ? scope.attribute(value, step.name)
          : new Reference(value.resource, value.attribute === "" ? `${key}` : `${value.attribute}.${key}`);
    } else if (isList(value)) {
      isResource ||= isProvided(value);
      if (isLoose(value)) {
        const rest = steps.slice(at + 1);
        return oneOf(
          unresolved(`[${key}]`, "it is not known which element it is"),
          value.map((one) => followSteps(one, rest, scope)),
        );
      }
      if (isSet(value)) return new Failure(`[${key}]`, "the elements of a set have no index");
      const element: Value | undefined = value[Number(key)];
      value = element === undefined ? lack(`[${key}]`, "the list has no such element") : element;
    } else if (isBlock(value)) {
      isResource ||= isProvided(value);
      // A block that JSON writes as one object is a list of one to Terraform.
      const itself: Value | undefined =
        isResource && !value.has(String(key)) && Number(key) === 0 ? value : undefined;
      const written: Value | undefined = value.get(String(key));
      // What is null in a resource, the provider may fill in.
      const isLacking = written === undefined || (written === null && isResource);
      value = isLacking ? (itself ?? lack(`.${key}`, "the object has no such attribute")) : written;
    } else return lack(`.${key}`, "the value has no attributes");
    if (isResource) asProvided(value);
  }
  return value;
}

/** The chosen side of a conditional, in the type that both sides have. */
function beside(chosen: Value, other: Expression): Value {
  const isText = other.kind === "template" || (other.kind === "literal" && typeof other.value === "string");
  if (isText && (typeof chosen === "number" || typeof chosen === "boolean")) return String(chosen);
  if (!isList(chosen) || isSet(chosen) || isLoose(chosen)) return chosen;
  // By its other side it may be a set, so it is not a list for certain.
  return other.kind === "call" && other.name.includes("set") ? setOf(chosen) : [...chosen];
}

/** One of two values, where the condition is not known. */
function eitherOf(condition: Value, yes: Value, no: Value): Value {
  if (yes instanceof Reference ? String(yes) === String(no) && no instanceof Reference : yes === no)
    return yes;
  return oneOf(
    condition instanceof Unresolved
      ? condition
      : unresolved(String(condition), "the condition is known only after apply"),
    [yes, no],
  );
}

function evaluateSplat(expression: Expression & { kind: "splat" }, scope: Scope, bindings: Bindings): Value {
  const of = evaluate(expression.of, scope, bindings);
  if (of instanceof Failure) return of;
  // On a single object the splat makes a list of one; on null an empty one.
  const elements = of === null ? [] : isList(of) ? of : [of];
  const isOpen =
    isLoose(of) ||
    of instanceof Unresolved ||
    (of instanceof Reference && (!isIdentifier(of) || scope.repeats(of)));
  const list = listWithin(
    elements.map((element) => {
      const result = evaluate(expression.each, scope, new Map([...bindings, [SPLAT_ELEMENT, element]]));
      return isOpen ? ofPerhapsNone(element, result) : result;
    }),
  );
  if (!isList(list)) return list;
  return isOpen ? asLoose(list) : asWrittenList(list);
}

function evaluateFor(expression: Expression & { kind: "for" }, scope: Scope, bindings: Bindings): Value {
  const collection = evaluate(expression.collection, scope, bindings);
  if (collection instanceof Failure) return collection;
  const entries = entriesOf(collection);
  if (entries === undefined) return unresolved("for", "the collection is not known");
  const hasLooseEnds = isLoose(collection);
  const keyed = new Map<string, Value>();
  const grouped = new Map<string, Value[]>();
  const listed: Value[] = [];
  for (const [key, value] of entries) {
    if (!scope.spend()) return unresolved("for", "evaluating the document takes too many steps");
    const mayBeNone = hasLooseEnds && value instanceof Unresolved;
    const inner = new Map<string, Value>([...bindings, [expression.valueName, value]]);
    if (expression.keyName !== null) inner.set(expression.keyName, key);
    const keep = expression.condition === null ? true : evaluate(expression.condition, scope, inner);
    if (keep === false || keep === "false") continue;
    if (keep instanceof Failure && !mayBeNone) return keep;
    if (keep !== true && keep !== "true") return unresolved("for", "its condition is not known");
    const made = evaluate(expression.value, scope, inner);
    const result = mayBeNone ? ofPerhapsNone(value, made) : made;
    if (result instanceof Failure) return result;
    if (expression.key === null) listed.push(result);
    else {
      const under = evaluate(expression.key, scope, inner);
      const name = textOf(under);
      if (under instanceof Failure && !mayBeNone) return under;
      if (mayBeNone || name === undefined) return unresolved("for", "a key is not known");
      if (expression.groups) grouped.set(name, [...(grouped.get(name) ?? []), result]);
      else if (keyed.has(name)) return new Failure("for", "two elements have the same key");
      else keyed.set(name, result);
    }
  }
  if (expression.key !== null) return bounded(expression.groups ? grouped : keyed);
  const list = listWithin(listed);
  return isList(list) && hasLooseEnds ? asLoose(list) : asWritten(list);
}

/** What is made of an element of a list with loose ends: the element may stand for none, of which nothing comes, a failure neither. */
function ofPerhapsNone(element: Value, made: Value): Value {
  if (!(element instanceof Unresolved)) return made;
  if (made instanceof Failure) return unresolved(String(element), element.why);
  return made instanceof Unresolved ? made : oneOf(element, [made]);
}

/** Keys and values, in the order in which Terraform visits them; undefined where they are not known. */
export function entriesOf(collection: Value): (readonly [Value, Value])[] | undefined {
  if (isBlock(collection))
    return [...collection].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  if (!isList(collection)) return undefined;
  if (isSet(collection)) return collection.map((value) => [value, value]);
  const index = (at: number): Value =>
    isProvided(collection) || isLoose(collection)
      ? unresolved("for", "it is not known which element it is")
      : at;
  return collection.map((value, at) => [index(at), value]);
}

function asWritten(value: Value): Value {
  return isList(value) ? asWrittenList(value) : value;
}

function joinText(parts: readonly Value[]): Value {
  const filled = parts.filter((part) => part !== "");
  // Text of one part is that part, which may be known only after apply.
  if (filled.length === 1 && filled[0] instanceof Reference) return filled[0];
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
    : bounded(items);
}

function unresolved(expression: string, why: string): Unresolved {
  return new Unresolved(expression, why);
}
