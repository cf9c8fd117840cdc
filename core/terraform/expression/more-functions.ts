import { Failure, isBlock, isList, Reference, Unresolved, type Value } from "../value.js";
import { distinctOf, setOf } from "./sets.js";

/** Longest list that a function may build, in elements. */
const LONGEST_LIST = 100_000;

type TerraformFunction = (...values: readonly Value[]) => Value | undefined;

/** Functions on collections and text that modules are written with; undefined where arguments are not known. */
export const MORE_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  [
    "coalescelist",
    (...lists) =>
      lists.every((list) => isList(list) && list.length === 0)
        ? new Failure("coalescelist(...)", "every list is empty")
        : firstKnown(lists, (list) => isList(list) && list.length > 0),
  ],
  [
    "zipmap",
    (keys, values) =>
      isTexts(keys) && isList(values) && keys.length === values.length
        ? new Map(keys.map((key, index) => [key, values[index] ?? null]))
        : undefined,
  ],
  ["setproduct", (...lists) => setProduct(lists)],
  ["setintersection", (...lists) => intersection(lists)],
  [
    "setsubtract",
    (from, what) =>
      isPlain(from) && isPlain(what) ? setOf(from.filter((one) => !what.includes(one))) : undefined,
  ],
  [
    "chunklist",
    (list, size) =>
      isList(list) && typeof size === "number" && size >= 1 && Number.isInteger(size)
        ? Array.from({ length: Math.ceil(list.length / size) }, (_, at) =>
            list.slice(at * size, (at + 1) * size),
          )
        : undefined,
  ],
  [
    "index",
    (list, item) => (isPlain(list) && list.includes(item ?? null) ? list.indexOf(item ?? null) : undefined),
  ],
  ["alltrue", (list) => truth(list, (values) => values.every((one) => one === true || one === "true"))],
  ["anytrue", (list) => truth(list, (values) => values.some((one) => one === true || one === "true"))],
  [
    "sum",
    (list) =>
      isList(list) && list.length > 0 && list.every((one) => typeof one === "number")
        ? list.reduce((sum, one) => sum + one, 0)
        : undefined,
  ],
  ["startswith", (text, start) => onTexts(text, start, (one, other) => one.startsWith(other))],
  ["endswith", (text, end) => onTexts(text, end, (one, other) => one.endsWith(other))],
  ["strcontains", (text, part) => onTexts(text, part, (one, other) => one.includes(other))],
  [
    "trimprefix",
    (text, part) =>
      onTexts(text, part, (one, other) => (one.startsWith(other) ? one.slice(other.length) : one)),
  ],
  [
    "trimsuffix",
    (text, part) =>
      onTexts(text, part, (one, other) =>
        other !== "" && one.endsWith(other) ? one.slice(0, -other.length) : one,
      ),
  ],
  [
    "title",
    (text) =>
      typeof text === "string"
        ? text.replace(/(?<![\p{L}\p{N}_'])\p{L}/gu, (letter) => letter.toUpperCase())
        : undefined,
  ],
  [
    "substr",
    (text, offset, length) =>
      typeof text === "string" && typeof offset === "number" && typeof length === "number"
        ? text.slice(offset).slice(0, length < 0 ? undefined : length)
        : undefined,
  ],
  ["abs", (number) => (typeof number === "number" ? Math.abs(number) : undefined)],
  ["ceil", (number) => (typeof number === "number" ? Math.ceil(number) : undefined)],
  ["floor", (number) => (typeof number === "number" ? Math.floor(number) : undefined)],
];

/** The first value that is taken; undefined as soon as one before it is not known. */
function firstKnown(values: readonly Value[], isTaken: (value: Value) => boolean): Value | undefined {
  for (const value of values) {
    if (value instanceof Unresolved || value instanceof Reference) return undefined;
    if (isTaken(value)) return value;
  }
  return undefined;
}

function setProduct(lists: readonly Value[]): Value | undefined {
  if (lists.length < 2 || !lists.every(isList)) return undefined;
  let product: Value[][] = [[]];
  for (const list of lists) {
    if (product.length * list.length > LONGEST_LIST) return undefined;
    product = product.flatMap((head) => list.map((one) => [...head, one]));
  }
  return product;
}

function intersection(lists: readonly Value[]): Value | undefined {
  const [first, ...others] = lists;
  if (!isPlain(first) || !others.every(isPlain)) return undefined;
  return setOf(distinctOf(first).filter((one) => others.every((other) => other.includes(one))));
}

/** A list of known texts, numbers and the like, which equal one another where they are the same. */
function isPlain(value: Value | undefined): value is readonly Value[] {
  return isList(value) && value.every((one) => one === null || typeof one !== "object");
}

function isTexts(value: Value | undefined): value is readonly string[] {
  return isList(value) && value.every((one) => typeof one === "string");
}

function truth(list: Value | undefined, decide: (values: readonly Value[]) => boolean): boolean | undefined {
  return isPlain(list) ? decide(list) : undefined;
}

function onTexts<Result extends Value>(
  text: Value | undefined,
  other: Value | undefined,
  apply: (text: string, other: string) => Result,
): Result | undefined {
  return typeof text === "string" && typeof other === "string" ? apply(text, other) : undefined;
}

/** The block with members of later ones; null counts as an empty one. */
export function mergeBlocks(values: readonly Value[]): Value | undefined {
  const blocks = values.filter((value) => value !== null);
  return blocks.every(isBlock) ? new Map(blocks.flatMap((block) => [...block])) : undefined;
}
