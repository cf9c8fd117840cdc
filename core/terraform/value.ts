/**
 * A value of a Terraform document after resolution: plain JSON, except that a reference to something that only
 * the cloud knows stays a {@link Reference}, and what could not be resolved is {@link Unresolved}.
 *
 * Both are classes, so that nothing that a document writes can pass for one.
 */
export type Value =
  | string
  | number
  | boolean
  | null
  | Reference
  | Unresolved
  | readonly Value[]
  | ReadonlyMap<string, Value>;

/** An attribute that exists only after apply, of a resource that is in the input: `type.name.id`. */
export class Reference {
  /** Id of the {@link Resource}. */
  readonly resource: string;
  /** The attribute, for example "id" or "prefix_list_id". */
  readonly attribute: string;

  constructor(resource: string, attribute: string) {
    this.resource = resource;
    this.attribute = attribute;
  }

  toString(): string {
    return `${this.resource}.${this.attribute}`;
  }
}

/** A value that the input does not determine. */
export class Unresolved {
  /** The expression as the document writes it, without "${" and "}" where it is nothing else. */
  readonly expression: string;
  /** Why it stays open, as a clause: "the variable vpc_id has no default". */
  readonly why: string;
  /** It is a text with some literal characters, so whatever the rest becomes, it is not empty. */
  readonly isFilledText: boolean;
  /** It is one or more of these; null among them: or none. Empty where that is not known. */
  readonly candidates: readonly Value[];

  constructor(expression: string, why: string, isFilledText = false, candidates: readonly Value[] = []) {
    this.expression = expression;
    this.why = why;
    this.isFilledText = isFilledText;
    this.candidates = candidates;
  }

  toString(): string {
    return this.expression;
  }
}

/** It is not known whether the value is anything. */
export function mayBeNone(value: Value | undefined): boolean {
  return value instanceof Unresolved && value.candidates.includes(null);
}

/** What the value may be, where that is known; else itself. */
export function alternatives(value: Value): readonly Value[] {
  return value instanceof Unresolved && value.candidates.length > 0 ? value.candidates : [value];
}

/** What Terraform refuses to evaluate, whatever the rest of the input is: `try` goes on to its next argument. */
export class Failure extends Unresolved {}

/** A block or an object of a document, by attribute name. */
export type Block = ReadonlyMap<string, Value>;

/** The value is an object or a block (and no list). */
export function isBlock(value: Value | undefined): value is Block {
  return value instanceof Map;
}

/** The value is a list. `Array.isArray` does not narrow readonly arrays. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** The value is known: no reference and nothing unresolved, at its own level. */
export function isKnown(value: Value | undefined): value is Exclude<Value, Reference | Unresolved> {
  return value !== undefined && !(value instanceof Reference) && !(value instanceof Unresolved);
}

/** The value as the list that it is, the one-element list that it stands for, or no elements for null and absence. */
export function listOf(value: Value | undefined): readonly Value[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
}

/** The blocks of one name, which Terraform JSON writes as one object or as a list of objects. */
export function blocksOf(value: Value | undefined): readonly Block[] {
  return listOf(value).filter((element): element is Block => isBlock(element));
}

/** The attribute as text, or undefined where it is absent, null or not known. Numbers and booleans are written out. */
export function textOf(value: Value | undefined): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

/** The attribute as a number, also from decimal text as Terraform converts it; undefined where it is none or not known. */
export function numberOf(value: Value | undefined): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && DECIMAL.test(value) ? Number(value) : undefined;
}

/** Decimal text of a size that a number of JavaScript holds exactly. */
const DECIMAL = /^[-+]?\d{1,15}(?:\.\d{1,15})?(?:[eE][-+]?\d)?$/;

/** The attribute as a boolean, also from "true" and "false"; undefined where it is none or not known. */
export function booleanOf(value: Value | undefined): boolean | undefined {
  if (typeof value === "boolean") return value;
  return value === "true" ? true : value === "false" ? false : undefined;
}

/** The value with each of its parts changed: the elements of a list, or the members of a block. */
export function mapParts(value: Value, change: (part: Value) => Value): Value {
  if (isList(value)) return value.map(change);
  if (isBlock(value)) return new Map([...value].map(([name, part]) => [name, change(part)]));
  return value;
}
