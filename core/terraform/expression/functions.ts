import { append } from "../../json/append.js";
import { Failure, isBlock, isList, Reference, Unresolved, type Value } from "../value.js";
import { cidrHost, cidrSubnet, cidrSubnets } from "./cidr-functions.js";
import { MORE_FUNCTIONS, mergeBlocks } from "./more-functions.js";
import { distinctOf, setOf } from "./sets.js";

/** Longest list that a function may build, in elements. */
const LONGEST_LIST = 100_000;

/** Most arguments that are looked at; V8 throws a RangeError for a call with some 120 000. */
const MOST_ARGUMENTS = 10_000;

/** Longest text that a function may build, in characters. */
const LONGEST_TEXT = 262_144;

/** Functions that turn a failure of an argument into a value. */
const CATCHING = new Set(["try", "can"]);

/** A function of the Terraform language; undefined where these arguments give it no known value. */
type TerraformFunction = (...values: readonly Value[]) => Value | undefined;

/**
 * The value of a call.
 *
 * Source: Terraform language, "Functions"; these are the ones that networks are written with.
 */
export function callFunction(name: string, values: readonly Value[]): Value {
  const run = FUNCTIONS.get(name);
  if (run === undefined) return new Unresolved(`${name}(...)`, `the function ${name} is not evaluated`);
  if (values.length > MOST_ARGUMENTS) return new Unresolved(`${name}(...)`, "it has too many arguments");
  const failure = CATCHING.has(name) ? undefined : values.find((value) => value instanceof Failure);
  if (failure !== undefined) return failure;
  const result = run(...values);
  if (
    (typeof result === "string" && result.length > LONGEST_TEXT) ||
    (isList(result) && result.length > LONGEST_LIST)
  )
    return new Unresolved(`${name}(...)`, "its result is too long");
  if (result !== undefined) return result;
  const open = values.find((value) => value instanceof Unresolved);
  return open ?? new Unresolved(`${name}(...)`, "an argument is not known");
}

/** A number, or decimal text as Terraform converts it. */
function asNumber(value: Value | undefined): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d{1,15}(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** A list where every element is a list; undefined as soon as one is not known. */
function lists(values: readonly Value[]): readonly (readonly Value[])[] | undefined {
  return values.every(isList) ? values : undefined;
}

/** All elements of nested lists; the visits are counted, because shared lists can nest without end in little text. */
function flatten(values: readonly Value[]): Value[] | undefined {
  const flat: Value[] = [];
  const open: Value[] = [...values].reverse();
  for (let visits = 0; open.length > 0; visits += 1) {
    if (visits > LONGEST_LIST || open.length > LONGEST_LIST) return undefined;
    const value = open.pop() as Value;
    if (isList(value)) append(open, [...value].reverse());
    else flat.push(value);
  }
  return flat;
}

/** What Terraform refuses whatever the rest of the input is. */
function refused(name: string, why: string): Failure {
  return new Failure(`${name}(...)`, why);
}

/** A list with an element that may stand for none or many. */
function isOpen(list: readonly Value[]): boolean {
  return list.some((item) => item instanceof Unresolved);
}

const sameList: TerraformFunction = (value) => (isList(value) ? value : undefined);
const sameText: TerraformFunction = (value) =>
  value === undefined || value === null || value instanceof Reference
    ? value
    : typeof value === "object"
      ? undefined
      : String(value);

const FUNCTIONS: ReadonlyMap<string, TerraformFunction> = new Map<string, TerraformFunction>([
  ["tolist", sameList],
  ["toset", (value) => (isList(value) ? setOf(value) : undefined)],
  ["tomap", (value) => (isBlock(value) ? value : undefined)],
  ["tostring", sameText],
  [
    "tonumber",
    (value) =>
      asNumber(value) ?? (typeof value === "string" ? refused("tonumber", "it is no number") : undefined),
  ],
  [
    "tobool",
    (value) => {
      if (typeof value === "boolean") return value;
      if (value === "true" || value === "false") return value === "true";
      return typeof value === "string" ? refused("tobool", "it is neither true nor false") : undefined;
    },
  ],
  ["nonsensitive", (value) => value],
  ["sensitive", (value) => value],
  ["concat", (...values) => lists(values)?.flat()],
  ["setunion", (...values) => (lists(values) ? setOf(values.flat() as Value[]) : undefined)],
  ["flatten", (value) => (isList(value) ? flatten(value) : undefined)],
  ["distinct", (value) => (isList(value) ? distinctOf(value) : undefined)],
  ["compact", (value) => (isList(value) ? value.filter((item) => item !== null && item !== "") : undefined)],
  ["reverse", (value) => (isList(value) ? [...value].reverse() : undefined)],
  [
    "sort",
    (value) =>
      isList(value) && value.every((item) => typeof item === "string") ? [...value].sort() : undefined,
  ],
  [
    "length",
    (value) =>
      isList(value)
        ? // One that is not known may stand for none or many.
          value.some((item) => item instanceof Unresolved)
          ? undefined
          : value.length
        : isBlock(value)
          ? value.size
          : typeof value === "string"
            ? value.length
            : undefined,
  ],
  [
    "one",
    (value) => {
      if (!isList(value)) return undefined;
      if (value.length < 2) return value[0] ?? null;
      return isOpen(value) ? undefined : refused("one", "the list has more than one element");
    },
  ],
  [
    "element",
    (list, index) => {
      const at = asNumber(index);
      if (isList(list) && list.length === 0) return refused("element", "the list is empty");
      return isList(list) && list.length > 0 && at !== undefined && at >= 0
        ? list[at % list.length]
        : undefined;
    },
  ],
  [
    "slice",
    (list, from, to) => {
      const start = asNumber(from);
      const end = asNumber(to);
      return isList(list) && start !== undefined && end !== undefined ? list.slice(start, end) : undefined;
    },
  ],
  [
    "range",
    (...values) => {
      const [first = 0, second, step = 1] = values.map(asNumber);
      const [from, to] = second === undefined ? [0, first] : [first, second];
      if (values.some((value) => asNumber(value) === undefined) || step <= 0) return undefined;
      const size = Math.ceil((to - from) / step);
      return size > LONGEST_LIST
        ? undefined
        : Array.from({ length: Math.max(0, size) }, (_, index) => from + index * step);
    },
  ],
  ["keys", (value) => (isBlock(value) ? [...value.keys()].sort() : undefined)],
  [
    "values",
    (value) => (isBlock(value) ? [...value.keys()].sort().map((key) => value.get(key) ?? null) : undefined),
  ],
  ["merge", (...values) => mergeBlocks(values)],
  [
    "lookup",
    (map, key, otherwise) => {
      if (!isBlock(map) || typeof key !== "string") return undefined;
      if (map.has(key)) return map.get(key);
      return otherwise === undefined ? refused("lookup", "the map has no such key") : otherwise;
    },
  ],
  [
    "contains",
    (list, item) => {
      if (!isList(list) || item instanceof Unresolved || item instanceof Reference) return undefined;
      return list.includes(item as Value)
        ? true
        : list.every((one) => one === null || typeof one !== "object")
          ? false
          : undefined;
    },
  ],
  [
    "coalesce",
    (...values) => {
      const first = values.find((value) => value !== null && value !== "");
      if (first === undefined) return refused("coalesce", "every argument is null or empty");
      return first instanceof Unresolved ? undefined : first;
    },
  ],
  // What is not known may be an error or a value, so only failures before a known argument are skipped.
  [
    "try",
    (...values) => {
      const first = values.find((value) => !(value instanceof Failure));
      return first instanceof Unresolved ? undefined : first;
    },
  ],
  ["can", (value) => (value instanceof Failure ? false : value instanceof Unresolved ? undefined : true)],
  [
    "join",
    (separator, list) => {
      const items = isList(list) ? list : [];
      if (typeof separator !== "string" || !isList(list)) return undefined;
      return items.every((item) => typeof item === "string" || typeof item === "number")
        ? items.join(separator)
        : undefined;
    },
  ],
  [
    "split",
    (separator, text) =>
      typeof separator === "string" && typeof text === "string" ? text.split(separator) : undefined,
  ],
  ["format", (pattern, ...values) => formatText(pattern, values)],
  ["lower", (text) => (typeof text === "string" ? text.toLowerCase() : undefined)],
  ["upper", (text) => (typeof text === "string" ? text.toUpperCase() : undefined)],
  ["trimspace", (text) => (typeof text === "string" ? text.trim() : undefined)],
  ["replace", replaceText],
  ...MORE_FUNCTIONS,
  ["jsonencode", (value) => encodeJson(value)],
  ["min", (...values) => extreme(values, Math.min)],
  ["max", (...values) => extreme(values, Math.max)],
  ["cidrsubnet", (prefix, bits, number) => cidrSubnet(prefix, asNumber(bits), asNumber(number))],
  ["cidrsubnets", (prefix, ...bits) => cidrSubnets(prefix, bits.map(asNumber))],
  ["cidrhost", (prefix, number) => cidrHost(prefix, asNumber(number))],
]);

/** `replace` without patterns; the product bounds what one call may build. */
function replaceText(
  text: Value | undefined,
  from: Value | undefined,
  to: Value | undefined,
): string | undefined {
  if (typeof text !== "string" || typeof from !== "string" || typeof to !== "string") return undefined;
  if (/^\/.*\/$/.test(from) || (text.length + 1) * (to.length + 1) > LONGEST_TEXT) return undefined;
  return text.replaceAll(from, to);
}

/** `jsonencode` of what is known throughout. */
function encodeJson(value: Value | undefined): string | undefined {
  let left = LONGEST_LIST;
  const plain = (one: Value | undefined): unknown => {
    left -= 1;
    if (left < 0 || one instanceof Unresolved || one instanceof Reference) throw new NotKnown();
    if (isList(one)) return one.map(plain);
    if (!isBlock(one)) return one ?? null;
    return Object.fromEntries([...one.keys()].sort().map((key) => [key, plain(one.get(key))]));
  };
  try {
    return JSON.stringify(plain(value));
  } catch (error) {
    if (error instanceof NotKnown) return undefined;
    throw error;
  }
}

/** Leaves the recursion of {@link encodeJson}. */
class NotKnown extends Error {}

function extreme(values: readonly Value[], choose: (...numbers: number[]) => number): number | undefined {
  const numbers = values.map(asNumber).filter((number) => number !== undefined);
  return numbers.length === values.length && numbers.length > 0 ? choose(...numbers) : undefined;
}

/** `format` with the verbs %s, %d and %v, which names are written with. */
function formatText(pattern: Value | undefined, values: readonly Value[]): string | undefined {
  if (typeof pattern !== "string" || /%[^sdv%]/.test(pattern)) return undefined;
  if (!values.every((value) => typeof value === "string" || typeof value === "number")) return undefined;
  let next = 0;
  return pattern.replace(/%[sdv%]/g, (verb) => (verb === "%%" ? "%" : String(values[next++] ?? "")));
}
