import { findTooDeep } from "../document-depth.js";
import { plainValue } from "../plain-values.js";
import {
  type Block,
  booleanOf,
  Failure,
  isBlock,
  isKnown,
  isList,
  Reference,
  textOf,
  Unresolved,
  type Value,
} from "../value.js";
import { bounded } from "./bounded.js";
import { cidrHost, cidrNetmask, cidrSubnet, cidrSubnets } from "./cidr-functions.js";
import { asNumber, LIST_FUNCTIONS, LONGEST_LIST, type TerraformFunction } from "./list-functions.js";
import { isIdentifier, oneOf } from "./one-of.js";
import { isWhollyKnown, unified } from "./sets.js";
import { LONGEST_TEXT, TEXT_FUNCTIONS } from "./text-functions.js";
import { asWrittenList } from "./traits.js";
import { UNREAD_FUNCTIONS } from "./unread-functions.js";

/** Most arguments that are looked at; V8 throws a RangeError for a call with some 120 000. */
const MOST_ARGUMENTS = 10_000;

/** Functions that turn a failure of an argument into a value. */
const CATCHING = new Set(["try", "can"]);

/**
 * The value of a call.
 *
 * Source: Terraform language, "Functions"; these are the ones that networks are written with.
 */
export function callFunction(name: string, values: readonly Value[]): Value {
  const run = FUNCTIONS.get(name);
  if (run === undefined) {
    const why = UNREAD_FUNCTIONS.get(name);
    return new Unresolved(
      `${name}(...)`,
      `the function ${name} is not evaluated${why === undefined ? "" : `: ${why}`}`,
    );
  }
  if (values.length > MOST_ARGUMENTS) return new Unresolved(`${name}(...)`, "it has too many arguments");
  const failure = CATCHING.has(name) ? undefined : values.find((value) => value instanceof Failure);
  if (failure !== undefined) return failure;
  const result = run(...values);
  if (
    (typeof result === "string" && result.length > LONGEST_TEXT) ||
    (isList(result) && result.length > LONGEST_LIST)
  )
    return new Unresolved(`${name}(...)`, "its result is too long");
  if (result !== undefined) return bounded(result);
  const open = values.find((value) => value instanceof Unresolved);
  return open === undefined
    ? new Unresolved(`${name}(...)`, "an argument is not known")
    : new Unresolved(open.expression, open.why);
}

/** Whether the calls of a function are followed. */
export function isEvaluated(name: string): boolean {
  return FUNCTIONS.has(name);
}

const same: TerraformFunction = (value) => value;

const FUNCTIONS: ReadonlyMap<string, TerraformFunction> = new Map<string, TerraformFunction>([
  ...LIST_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ["tomap", (value) => (isBlock(value) ? mapOf(value) : undefined)],
  ["tostring", (value) => (isKnown(value) && value !== null ? textOf(value) : value)],
  ["tonumber", (value) => (value === null ? null : (asNumber(value) ?? misfit("tonumber", value)))],
  ["tobool", (value) => (value === null ? null : (booleanOf(value) ?? misfit("tobool", value)))],
  ["nonsensitive", same],
  ["sensitive", same],
  ["keys", (value) => (isBlock(value) ? asWrittenList([...value.keys()].sort()) : undefined)],
  [
    "values",
    (value) =>
      isBlock(value)
        ? asWrittenList([...value.keys()].sort().map((key) => value.get(key) ?? null))
        : undefined,
  ],
  ["merge", (...values) => mergeBlocks(values)],
  [
    "lookup",
    (map, key, otherwise) => {
      const name = textOf(key);
      if (!isBlock(map) || name === undefined) return undefined;
      const found = map.has(name) ? map.get(name) : otherwise;
      return found === undefined ? new Failure("lookup(...)", "the map has no such key") : found;
    },
  ],
  ["coalesce", coalesce],
  ["try", firstThatSucceeds],
  [
    "can",
    (value) => {
      if (value === undefined || value instanceof Failure) return false;
      return openPartOf(value) === undefined ? true : undefined;
    },
  ],
  ["jsonencode", encodeJson],
  ["jsondecode", decodeJson],
  ["cidrsubnet", (prefix, bits, number) => cidrSubnet(prefix, asNumber(bits), asNumber(number))],
  ["cidrsubnets", (prefix, ...bits) => cidrSubnets(prefix, bits.map(asNumber))],
  ["cidrhost", (prefix, number) => cidrHost(prefix, asNumber(number))],
  ["cidrnetmask", cidrNetmask],
]);

/** A known value that a conversion does not take. */
function misfit(name: string, value: Value | undefined): Failure | undefined {
  const isDecimal = name === "tonumber" && typeof value === "string" && /^[\d.eE+-]+$/u.test(value);
  return value === undefined || isDecimal || !isWhollyKnown(value)
    ? undefined
    : new Failure(`${name}(...)`, "the value cannot be converted");
}

/** The block as a map, whose values have one type. */
function mapOf(block: Block): Block {
  const values = unified([...block.values()]);
  return new Map([...block.keys()].map((key, index) => [key, values[index] ?? null]));
}

/** The block with members of later ones; null counts as an empty one. */
export function mergeBlocks(values: readonly Value[]): Value | undefined {
  const blocks = values.filter((value) => value !== null);
  return blocks.every(isBlock) ? new Map(blocks.flatMap((block) => [...block])) : undefined;
}

/** The first value that is neither null nor an empty text. */
function coalesce(...written: readonly Value[]): Value | undefined {
  const values = unified(written);
  const at = values.findIndex((value) => value !== null && value !== "");
  const first = values[at];
  if (first === undefined) return new Failure("coalesce(...)", "every argument is null or empty");
  const isCertain =
    first instanceof Unresolved ? first.isFilledText : !(first instanceof Reference) || isIdentifier(first);
  // What is not known may be null or empty, and then a later one counts.
  return isCertain
    ? first
    : firstOrLater(
        first,
        values.slice(at).filter((value) => value !== null && value !== ""),
      );
}

/** What is not known in a value, at any depth. */
function openPartOf(value: Value): Unresolved | undefined {
  if (value instanceof Unresolved) return value;
  if (!isList(value) && !isBlock(value)) return undefined;
  for (const part of value.values()) {
    const open = openPartOf(part);
    if (open !== undefined) return open;
  }
  return undefined;
}

/** The first value that Terraform does not refuse. */
function firstThatSucceeds(...values: readonly Value[]): Value | undefined {
  const at = values.findIndex((value) => !(value instanceof Failure));
  const first = values[at];
  if (first === undefined) return new Failure("try(...)", "no argument succeeds");
  const open = openPartOf(first);
  if (open === undefined) return first;
  // What is not known may fail, also inside a list, and then a later one counts.
  return firstOrLater(
    open,
    values.slice(at).filter((value) => !(value instanceof Failure)),
  );
}

/** One of the values; where there is one, Terraform takes it or refuses the call. */
function firstOrLater(open: Value, values: readonly Value[]): Value | undefined {
  return values.length > 1 ? oneOf(open, values) : values[0];
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
    return JSON.stringify(plain(value)).replace(
      /[<>&\u2028\u2029]/gu,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  } catch (error) {
    if (error instanceof NotKnown) return undefined;
    throw error;
  }
}

/** Leaves the recursion of {@link encodeJson}. */
class NotKnown extends Error {}

function decodeJson(text: Value | undefined): Value | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const json: unknown = JSON.parse(text);
    return findTooDeep(json) === undefined ? plainValue(json) : undefined;
  } catch {
    return new Failure("jsondecode(...)", "the text is not JSON");
  }
}
