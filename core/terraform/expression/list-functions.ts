import { append } from "../../json/append.js";
import { Failure, isBlock, isList, Reference, textOf, Unresolved, type Value } from "../value.js";
import { isIdentifier, oneOf } from "./one-of.js";
import { distinctOf, isWhollyKnown, setOf, unified } from "./sets.js";
import { asLoose, asWrittenList, isLoose, isSet } from "./traits.js";

/** Longest list that a function may build, in elements. */
export const LONGEST_LIST = 100_000;

/** A function of the Terraform language; undefined where these arguments give it no known value. */
export type TerraformFunction = (...values: readonly Value[]) => Value | undefined;

/** A number, or decimal text as Terraform converts it. */
export function asNumber(value: Value | undefined): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d{1,15}(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** The places of elements are known: its length, and which element is the first. */
function isPlaced(value: Value | undefined): value is readonly Value[] {
  return isList(value) && !isLoose(value);
}

/** A list where every element is a list; undefined as soon as one is not known. */
function lists(values: readonly Value[]): readonly (readonly Value[])[] | undefined {
  return values.every(isList) ? values : undefined;
}

/** What Terraform refuses, so that `try` goes on. */
function fails(name: string, why: string): Failure {
  return new Failure(`${name}(...)`, why);
}

/** A list that functions made: it is not a set, and has loose ends where one of its sources has. */
function listFrom(made: readonly Value[], ...sources: readonly Value[]): readonly Value[] {
  const list = asWrittenList([...made]);
  return isLoose(made) || sources.some(isLoose) ? asLoose(list) : list;
}

/** Functions on lists and sets. */
export const LIST_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ["tolist", (value) => (isList(value) ? listFrom(unified(value), value) : undefined)],
  [
    "toset",
    (value) => {
      if (!isList(value)) return undefined;
      const set = setOf(value);
      return isLoose(value) ? asLoose(set) : set;
    },
  ],
  ["concat", (...values) => lists(values) && listFrom(values.flat() as Value[], ...values)],
  [
    "setunion",
    (...values) => {
      if (lists(values) === undefined) return undefined;
      const set = setOf(values.flat() as Value[]);
      return values.some(isLoose) ? asLoose(set) : set;
    },
  ],
  ["flatten", (value) => (isList(value) ? flatten(value) : undefined)],
  ["distinct", (value) => (isList(value) ? listFrom(distinctOf(value), value) : undefined)],
  ["compact", (value) => (isList(value) ? compact(value) : undefined)],
  ["reverse", (value) => (isList(value) ? listFrom([...value].reverse(), value) : undefined)],
  [
    "sort",
    (value) => {
      const texts = isList(value) ? value.map(textOf) : [undefined];
      return texts.every((text) => text !== undefined) ? asWrittenList(texts.sort()) : undefined;
    },
  ],
  ["length", length],
  [
    "one",
    (value) => {
      if (!isPlaced(value)) return undefined;
      return value.length < 2 ? (value[0] ?? null) : fails("one", "there is more than one element");
    },
  ],
  [
    "element",
    (list, index) => {
      const at = asNumber(index);
      if (!isList(list) || isSet(list) || at === undefined || !Number.isInteger(at) || at < 0)
        return undefined;
      if (isLoose(list))
        return oneOf(new Unresolved("element(...)", "it is not known which one it is"), list);
      return list.length === 0 ? fails("element", "the list is empty") : list[at % list.length];
    },
  ],
  [
    "slice",
    (list, from, to) => {
      const [start, end] = [asNumber(from), asNumber(to)];
      if (!isPlaced(list) || isSet(list) || start === undefined || end === undefined) return undefined;
      return start < 0 || end < start || end > list.length
        ? fails("slice", "the list has no such elements")
        : asWrittenList(list.slice(start, end));
    },
  ],
  [
    "range",
    (...values) => {
      const numbers = values.map(asNumber);
      const [first = 0, second] = numbers;
      const [from, to] = second === undefined ? [0, first] : [first, second];
      const step = numbers[2] ?? (from <= to ? 1 : -1);
      if (numbers.includes(undefined) || numbers.length === 0) return undefined;
      if (step === 0 || (from < to && step < 0) || (from > to && step > 0))
        return fails("range", "the step leads away from the end");
      const size = Math.ceil((to - from) / step);
      return size > LONGEST_LIST
        ? undefined
        : asWrittenList(Array.from({ length: Math.max(0, size) }, (_, index) => from + index * step));
    },
  ],
  ["contains", contains],
  [
    "coalescelist",
    (...values) => {
      for (const value of values) {
        if (!isPlaced(value)) return undefined;
        if (value.length > 0) return value;
      }
      return fails("coalescelist", "every list is empty");
    },
  ],
  [
    "zipmap",
    (keys, values) => {
      if (!isPlaced(keys) || !isPlaced(values)) return undefined;
      const names = keys.map(textOf);
      if (!names.every((name) => name !== undefined)) return undefined;
      return names.length === values.length
        ? new Map(names.map((key, index) => [key, values[index] ?? null]))
        : fails("zipmap", "there are not as many keys as values");
    },
  ],
  ["setproduct", (...values) => (values.every(isPlaced) ? setProduct(values) : undefined)],
  [
    "setintersection",
    (first, ...others) =>
      isPlain(first) && others.every(isPlain)
        ? setOf(distinctOf(first).filter((one) => others.every((other) => other.includes(one))))
        : undefined,
  ],
  [
    "setsubtract",
    (from, what) =>
      isPlain(from) && isPlain(what) ? setOf(from.filter((one) => !what.includes(one))) : undefined,
  ],
  [
    "chunklist",
    (list, size) =>
      isPlaced(list) && typeof size === "number" && size >= 1 && Number.isInteger(size)
        ? asWrittenList(
            Array.from({ length: Math.ceil(list.length / size) }, (_, at) =>
              list.slice(at * size, (at + 1) * size),
            ),
          )
        : undefined,
  ],
  [
    "index",
    (list, item) => {
      if (!isPlain(list) || !isPlain([item ?? null])) return undefined;
      const at = list.indexOf(item ?? null);
      return at < 0 ? fails("index", "the list has no such element") : at;
    },
  ],
  [
    "matchkeys",
    (values, keys, wanted) =>
      isPlaced(values) && isPlain(keys) && isPlain(wanted) && values.length === keys.length
        ? asWrittenList(values.filter((_, at) => wanted.includes(keys[at] ?? null)))
        : undefined,
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
];

/** All elements of nested lists; the visits are counted, because shared lists can nest without end in little text. */
function flatten(values: readonly Value[]): readonly Value[] | undefined {
  const flat: Value[] = [];
  const open: Value[] = [...values].reverse();
  let hasLooseEnds = isLoose(values);
  for (let visits = 0; open.length > 0; visits += 1) {
    if (visits > LONGEST_LIST || open.length > LONGEST_LIST) return undefined;
    const value = open.pop() as Value;
    if (isList(value)) {
      hasLooseEnds ||= isLoose(value);
      append(open, [...value].reverse());
    } else {
      // What is not known may be a list, also one without elements.
      hasLooseEnds ||= value instanceof Unresolved || (value instanceof Reference && !isIdentifier(value));
      flat.push(value);
    }
  }
  const list = asWrittenList(flat);
  return hasLooseEnds ? asLoose(list) : list;
}

/** The list without null and empty texts. */
function compact(values: readonly Value[]): readonly Value[] {
  const kept = values.filter((item) => item !== null && item !== "");
  const mayVanish = kept.some((item) =>
    item instanceof Unresolved ? !item.isFilledText : item instanceof Reference && !isIdentifier(item),
  );
  return mayVanish ? asLoose(listFrom(kept, values)) : listFrom(kept, values);
}

function length(value: Value | undefined): Value | undefined {
  if (isBlock(value)) return value.size;
  // Characters as people count them are beyond us where they are more than ASCII.
  if (typeof value === "string") return /^\p{ASCII}*$/u.test(value) ? value.length : undefined;
  if (!isList(value)) return undefined;
  const isCertain = isLoose(value)
    ? value.every(isWhollyKnown)
    : // One that is not known may stand for none or many.
      !value.some((item) => item instanceof Unresolved);
  return isCertain ? value.length : undefined;
}

function contains(list: Value | undefined, item: Value | undefined): boolean | undefined {
  if (!isList(list) || item === undefined || !isWhollyKnown(item)) return undefined;
  if (list.includes(item) && !isBlock(item) && !isList(item)) return true;
  return isPlain(list) && isPlain([item]) ? false : undefined;
}

function setProduct(values: readonly (readonly Value[])[]): Value | undefined {
  if (values.length < 2) return undefined;
  let product: Value[][] = [[]];
  for (const list of values) {
    if (product.length * list.length > LONGEST_LIST) return undefined;
    product = product.flatMap((head) => list.map((one) => [...head, one]));
  }
  return product;
}

/** A list of known texts, numbers and the like, which equal one another where they are the same. */
function isPlain(value: Value | undefined): value is readonly Value[] {
  return isList(value) && value.every((one) => one === null || typeof one !== "object");
}

function truth(list: Value | undefined, decide: (values: readonly Value[]) => boolean): boolean | undefined {
  return isPlain(list) ? decide(list) : undefined;
}
