import { isJsonObject, listMember, member } from "../../json/values.js";
import { plainValue } from "../plain-values.js";
import { type Block, isBlock, isList, Reference, Unresolved, type Value } from "../value.js";
import type { ReferenceResolver } from "./reference-resolver.js";
import type { ExpressionPlace } from "./source-finder.js";
import { isDetermined, toldBlock, toldBy } from "./told-values.js";

const AFTER_APPLY = "it is known only after apply";

/** What one attribute's value is merged from. */
interface Parts {
  readonly planned: unknown;
  /** `after_unknown`: true where the value is known only after apply. */
  readonly unknown: unknown;
  /** The configuration's expression, or nested blocks of expressions. */
  readonly expression: unknown;
  /** What the configuration itself says: null that it leaves it out. @default - nothing */
  readonly told?: Value;
}

/**
 * The planned values of a resource with its unknown ones resolved through the configuration.
 *
 * An unknown attribute without an expression is one that the provider computes; it is left out. An unknown argument of a
 * planned block without an expression is not: Terraform leaves `dynamic` blocks out of the configuration.
 *
 * @param sourced the resource as its configuration writes it, which says more than the plan's references. @default - not given
 */
export function withUnknowns(
  planned: unknown,
  unknown: unknown,
  expressions: unknown,
  place: ExpressionPlace,
  resolver: ReferenceResolver,
  sourced?: Block,
): Block {
  const values = new Map<string, Value>();
  const isGiven = (path: string): boolean => {
    const [type = ""] = place.block?.split(".") ?? [];
    return resolver.tables.showsNull(type, path, planned, unknown);
  };
  const names = new Set([
    ...(isJsonObject(planned) ? Object.keys(planned) : []),
    ...(isJsonObject(unknown) ? Object.keys(unknown) : []),
  ]);
  for (const name of names) {
    const expression = member(expressions, name);
    const parts = { planned: member(planned, name), unknown: member(unknown, name), expression };
    const references = listMember(expression, "references").map(String);
    const holes =
      references.length > 0 && parts.unknown !== true ? countHoles(parts.unknown, parts.planned) : 0;
    const dynamic = parts.unknown !== true && isDynamic(parts);
    const told = toldBy(sourced, name);
    const value = merge(
      name,
      { ...parts, ...(told === undefined ? {} : { told }) },
      { place, resolver, path: name, isGiven, holes, dynamic },
    );
    if (value !== undefined) values.set(name, value);
  }
  return values;
}

interface Merging {
  readonly place: ExpressionPlace;
  readonly resolver: ReferenceResolver;
  /** Where the value stands: "block.argument". */
  readonly path: string;
  /** A plan would show that the argument at the path is null. */
  readonly isGiven: (path: string) => boolean;
  /** Unknown places inside an attribute whose references are listed for the attribute as a whole. */
  readonly holes: number;
  /** See {@link isDynamic}. */
  readonly dynamic: boolean;
}

/** The plan knows more blocks than the configuration has expressions for, so nothing says which expression is whose. */
function isDynamic({ planned, expression }: Parts): boolean {
  if (expression === undefined) return true;
  return Array.isArray(expression) && Array.isArray(planned) && planned.length > expression.length;
}

function merge(name: string, parts: Parts, merging: Merging): Value | undefined {
  const { planned, unknown, expression, told } = parts;
  if (unknown === true) {
    // A template, such as a policy, says most of what it will be; what names something is taken whole or not at all.
    const isTemplate =
      told instanceof Unresolved &&
      told.isFilledText &&
      merging.resolver.tables.expectedTypes(name) === undefined;
    if (isTemplate) return told;
    if (told === undefined || !isDetermined(told)) return fill(name, expression, merging);
    return told ?? undefined;
  }
  if (Array.isArray(unknown) && Array.isArray(planned)) {
    if (unknown.includes(true) && isList(told) && isDetermined(told)) return told;
    const length = Math.max(unknown.length, planned.length);
    return Array.from({ length }, (_, index) => {
      const inner =
        Array.isArray(expression) && expression.length === length ? expression[index] : expression;
      const block = toldBlock(told, planned, index);
      const value = merge(
        name,
        {
          planned: planned[index],
          unknown: unknown[index],
          expression: inner,
          ...(block === undefined ? {} : { told: block }),
        },
        merging,
      );
      // An element that is unknown must not vanish from its list.
      return value ?? (unknown[index] === true ? new Unresolved(name, AFTER_APPLY) : null);
    });
  }
  if (isJsonObject(unknown) && isJsonObject(planned)) {
    const block = new Map<string, Value>();
    for (const key of new Set([...Object.keys(planned), ...Object.keys(unknown)])) {
      const inner = isBlock(told) ? toldBy(told, key) : undefined;
      const value = merge(
        key,
        {
          planned: member(planned, key),
          unknown: member(unknown, key),
          expression: innerExpression(expression, key),
          ...(inner === undefined ? {} : { told: inner }),
        },
        { ...merging, path: `${merging.path}.${key}` },
      );
      if (value !== undefined) block.set(key, value);
    }
    return block;
  }
  return planned === undefined ? undefined : plainValue(planned);
}

/** The expression of a member: its own, or the one of the whole attribute where Terraform lists no more. */
function innerExpression(expression: unknown, key: string): unknown {
  if (Array.isArray(expression)) {
    const inner = expression.map((block) => member(block, key)).filter((one) => one !== undefined);
    return inner.length <= 1
      ? inner[0]
      : { references: inner.flatMap((one) => listMember(one, "references")) };
  }
  return Array.isArray(member(expression, "references")) ? expression : member(expression, key);
}

function fill(
  name: string,
  expression: unknown,
  { place, resolver, path, isGiven, holes, dynamic }: Merging,
): Value | undefined {
  if (dynamic) return resolver.resolveUnseen(name, place, AFTER_APPLY);
  const references = listMember(expression, "references").map(String);
  if (references.length === 0) {
    // Nested blocks of which not even the number is known.
    const nested =
      Array.isArray(expression) ||
      (isJsonObject(expression) && member(expression, "constant_value") === undefined);
    // A `dynamic` block of nobody knows how many.
    const isDynamicBlock = expression === undefined && resolver.tables.isAlwaysWritten(name);
    return (nested && expression !== undefined) || isDynamicBlock
      ? new Unresolved(name, AFTER_APPLY)
      : undefined;
  }
  const value = resolver.resolve(references, name, place, isGiven(path), holes);
  if (value === null) return undefined;
  if (holes > 1 && Array.isArray(value))
    return new Unresolved(
      value.map(String).join(" or "),
      "a plan does not say which of its references belongs to which block",
      false,
      value,
    );
  // Where nothing says what the attribute identifies, only a plain reference is safe to take.
  if (
    resolver.tables.expectedTypes(name) === undefined &&
    !(value instanceof Reference) &&
    !(value instanceof Unresolved)
  )
    return new Unresolved(references[0] ?? name, AFTER_APPLY);
  return value;
}

/** Unknown leaves, of those values that the plan knows to exist. */
function countHoles(unknown: unknown, planned: unknown): number {
  if (unknown === true) return 1;
  if (Array.isArray(unknown))
    return unknown.reduce<number>(
      (sum, inner, index) => sum + countHoles(inner, Array.isArray(planned) ? planned[index] : undefined),
      0,
    );
  if (isJsonObject(unknown))
    return Object.keys(unknown).reduce(
      (sum, key) => sum + countHoles(member(unknown, key), member(planned, key)),
      0,
    );
  return 0;
}
