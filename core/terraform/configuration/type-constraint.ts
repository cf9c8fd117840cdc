import { parseBareExpression } from "../expression/parse-template.js";
import { setOf } from "../expression/sets.js";
import type { Expression } from "../expression/syntax.js";
import { asLoose, isLoose } from "../expression/traits.js";
import { type Block, isBlock, isList, Reference, textOf, Unresolved, type Value } from "../value.js";

/** What the type of a variable demands; "any" takes every value as it is. */
export type TypeConstraint =
  | { readonly kind: "any" | "string" | "number" | "bool" }
  | { readonly kind: "list" | "set" | "map"; readonly element: TypeConstraint }
  | { readonly kind: "tuple"; readonly elements: readonly TypeConstraint[] }
  | { readonly kind: "object"; readonly attributes: ReadonlyMap<string, AttributeConstraint> };

interface AttributeConstraint {
  readonly type: TypeConstraint;
  readonly isOptional: boolean;
  /** What an attribute left out is. */
  readonly default: Value;
}

const ANY: TypeConstraint = { kind: "any" };

/**
 * The type constraint of a variable, as JSON or HCL writes it.
 *
 * Source: Terraform language, "Type Constraints", "Optional Object Type Attributes".
 *
 * @returns undefined where the text is none
 */
export function parseTypeConstraint(text: string): TypeConstraint | undefined {
  const expression = parseBareExpression(text.trim().replace(/^\$\{(.*)\}$/su, "$1"));
  return expression && constraintOf(expression);
}

function constraintOf(expression: Expression | undefined): TypeConstraint | undefined {
  if (expression?.kind === "literal") return constraintOfName(expression.value);
  if (expression?.kind === "name") return constraintOfName(expression.name);
  if (expression?.kind !== "call") return undefined;
  const [inner] = expression.arguments;
  switch (expression.name) {
    case "list":
    case "set":
    case "map": {
      const element = constraintOf(inner);
      return element && { kind: expression.name, element };
    }
    case "tuple": {
      const elements = inner?.kind === "list" ? inner.items.map(constraintOf) : [undefined];
      return elements.every((element) => element !== undefined) ? { kind: "tuple", elements } : undefined;
    }
    case "object":
      return inner?.kind === "object" ? objectConstraint(inner) : undefined;
    default:
      return undefined;
  }
}

function constraintOfName(name: unknown): TypeConstraint | undefined {
  switch (name) {
    case "any":
    case "string":
    case "number":
    case "bool":
      return { kind: name };
    // The forms of Terraform 0.11.
    case "list":
    case "map":
      return { kind: name, element: ANY };
    default:
      return undefined;
  }
}

function objectConstraint({ entries }: Expression & { kind: "object" }): TypeConstraint | undefined {
  const attributes = new Map<string, AttributeConstraint>();
  for (const [key, written] of entries) {
    const optional = written.kind === "call" && written.name === "optional" ? written.arguments : undefined;
    const type = constraintOf(optional === undefined ? written : optional[0]);
    if (type === undefined || key.kind !== "literal") return undefined;
    const filled = optional?.[1] === undefined ? null : literalOf(optional[1]);
    attributes.set(String(key.value), { type, isOptional: optional !== undefined, default: filled });
  }
  return { kind: "object", attributes };
}

/** The value of an expression without references: the default of an optional attribute. */
function literalOf(expression: Expression): Value {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "list":
      return expression.items.map(literalOf);
    case "unary": {
      const operand = literalOf(expression.operand);
      return expression.operator === "-" && typeof operand === "number" ? -operand : unknownDefault();
    }
    case "object": {
      const entries = expression.entries.map(([key, value]) => [literalOf(key), literalOf(value)] as const);
      return entries.every(([key]) => typeof key === "string" || typeof key === "number")
        ? new Map(entries.map(([key, value]) => [String(key), value]))
        : unknownDefault();
    }
    default:
      return unknownDefault();
  }
}

function unknownDefault(): Unresolved {
  return new Unresolved("optional(...)", "the default of an attribute is more than a literal");
}

/**
 * The value as the type has it: text as a number, a list as a set, left-out optional attributes filled in.
 *
 * @param expression names the value in the reason where it does not fit, which Terraform refuses
 * @param onMisfit is told of every part that does not fit
 */
function convertTo(
  type: TypeConstraint,
  value: Value,
  expression: string,
  onMisfit: (part: Value) => void = () => undefined,
): Value {
  if (value === null || value instanceof Unresolved || value instanceof Reference) return value;
  const misfit = () => {
    onMisfit(value);
    return new Unresolved(expression, `it does not fit its declared type, ${type.kind}`);
  };
  const inner = (element: TypeConstraint) => (one: Value) => convertTo(element, one, expression, onMisfit);
  switch (type.kind) {
    case "any":
      return value;
    case "string":
      return textOf(value) ?? misfit();
    case "number": {
      const text = typeof value === "string" ? value.trim() : "";
      if (typeof value === "number") return value;
      return text !== "" && Number.isFinite(Number(text)) ? Number(text) : misfit();
    }
    case "bool":
      if (typeof value === "boolean") return value;
      return value === "true" ? true : value === "false" ? false : misfit();
    case "list":
      if (!isList(value)) return misfit();
      return isLoose(value) ? asLoose(value.map(inner(type.element))) : value.map(inner(type.element));
    case "set": {
      if (!isList(value)) return misfit();
      const set = setOf(value.map(inner(type.element)));
      return isLoose(value) ? asLoose(set) : set;
    }
    case "map":
      return isBlock(value) ? mapped(value, inner(type.element)) : misfit();
    case "tuple":
      return isList(value) && value.length === type.elements.length
        ? value.map((one, index) => convertTo(type.elements[index] ?? ANY, one, expression, onMisfit))
        : misfit();
    case "object": {
      if (!isBlock(value)) return misfit();
      const converted = new Map<string, Value>();
      for (const [name, attribute] of type.attributes) {
        const written = value.get(name);
        if (written === undefined && !attribute.isOptional) return misfit();
        converted.set(name, convertTo(attribute.type, written ?? attribute.default, expression, onMisfit));
      }
      return converted;
    }
    default:
      return type satisfies never;
  }
}

function mapped(block: Block, each: (value: Value) => Value): Block {
  return new Map([...block].map(([name, value]) => [name, each(value)]));
}

/**
 * The value of a variable in its declared type.
 *
 * @param onMisfit is told of every part that does not fit, and of the type
 */
export function convertedVariable(
  key: string,
  value: Value,
  { type: constraint }: { readonly type?: string },
  onMisfit: (part: Value, type: string) => void,
): Value {
  if (constraint === undefined) return value;
  const type = parseTypeConstraint(constraint);
  if (type === undefined) return new Unresolved(key, `its type, ${constraint}, is not read`);
  return convertTo(type, value, key, (part) => onMisfit(part, constraint));
}
