import type { Expression } from "./expression.js";

/** An id or null. `isUnknown`: Terraform knows it only after apply, so that before it may still become null. */
export interface Scalar {
  readonly id: string | null;
  readonly isUnknown: boolean;
}

/** A list. `isUnknown`: Terraform knows only after apply how long it is. */
export interface List {
  readonly items: readonly Scalar[];
  readonly isUnknown: boolean;
}

/** The expression fails. `isLate`: only after apply, before that Terraform takes it as unknown. */
interface Failed {
  readonly isLate: boolean;
}

/** What an expression comes to. */
export type Outcome = Scalar | List | Failed;

/** What names mean where an expression stands. */
export interface Names {
  readonly flags: ReadonlyMap<string, boolean>;
  /** The ids of a block's groups, by index; `undefined` of a block without one. */
  readonly groups: ReadonlyMap<string, ReadonlyMap<number | string | undefined, string>>;
  /** By "var.peer", "local.id", "each.value". */
  readonly values: ReadonlyMap<string, Outcome>;
  /** The outputs of calls by key; `undefined` of a call without one. */
  readonly outputs: ReadonlyMap<string, ReadonlyMap<string | undefined, ReadonlyMap<string, Outcome>>>;
}

export const isScalar = (outcome: Outcome): outcome is Scalar => "id" in outcome;
export const isListed = (outcome: Outcome): outcome is List => "items" in outcome;

const group = (id: string): Scalar => ({ id, isUnknown: true });
const failed = (isLate: boolean): Failed => ({ isLate });

/** What the expression comes to, and what of it a plan knows. Source: Terraform language, "Functions" and "Unknown Values". */
export function evaluated(expression: Expression, names: Names): Outcome {
  const again = (inner: Expression): Outcome => evaluated(inner, names);
  switch (expression.kind) {
    case "null":
      return { id: null, isUnknown: false };
    case "group": {
      const id = names.groups.get(expression.name)?.get(expression.at);
      return id === undefined ? failed(false) : group(id);
    }
    case "groups":
      return {
        items: [...(names.groups.get(expression.name)?.values() ?? [])].map(group),
        isUnknown: false,
      };
    case "name":
      return names.values.get(`${expression.of}.${expression.name}`) ?? failed(false);
    case "output":
      return names.outputs.get(expression.call)?.get(expression.at)?.get(expression.name) ?? failed(false);
    case "outputs":
      return listed(
        [...(names.outputs.get(expression.call)?.values() ?? [])].map(
          (outputs) => outputs.get(expression.name) ?? failed(false),
        ),
      );
    case "choice":
      return again(names.flags.get(expression.flag) === true ? expression.yes : expression.no);
    case "list":
      return listed(expression.of.map(again));
    case "index":
    case "element": {
      const list = again(expression.of);
      if (!isListed(list)) return isScalar(list) ? failed(false) : list;
      const { length } = list.items;
      const at = expression.kind === "element" && length > 0 ? expression.at % length : expression.at;
      const item = list.items[at];
      if (item === undefined) return failed(list.isUnknown);
      return list.isUnknown ? { ...item, isUnknown: true } : item;
    }
    case "function":
      return applied(expression.name, expression.of.map(again));
    default:
      return expression satisfies never;
  }
}

function listed(items: readonly Outcome[]): Outcome {
  const failure = items.find((item): item is Failed => !isScalar(item) && !isListed(item));
  return failure ?? { items: items.filter(isScalar), isUnknown: false };
}

function applied(
  name: Extract<Expression, { kind: "function" }>["name"],
  given: readonly Outcome[],
): Outcome {
  if (name === "try") return firstThatHolds(given);
  const failure = given.find((one): one is Failed => !isScalar(one) && !isListed(one));
  if (failure !== undefined) return failure;
  const scalars = given.filter(isScalar);
  const lists = given.filter(isListed);
  const [list = { items: [], isUnknown: false }] = lists;
  switch (name) {
    case "coalesce": {
      const at = scalars.findIndex(({ id }) => id !== null);
      const isUnknown = scalars.slice(0, at < 0 ? scalars.length : at + 1).some((one) => one.isUnknown);
      return at < 0 ? failed(isUnknown) : { id: scalars[at]?.id ?? null, isUnknown };
    }
    case "one": {
      const [only = { id: null, isUnknown: false }] = list.items;
      if (list.items.length > 1) return failed(list.isUnknown);
      return { id: only.id, isUnknown: only.isUnknown || list.isUnknown };
    }
    case "concat":
      return {
        items: lists.flatMap(({ items }) => items),
        isUnknown: lists.some(({ isUnknown }) => isUnknown),
      };
    case "compact":
      return {
        items: list.items.filter(({ id }) => id !== null),
        // Which elements stay is known once all of them are.
        isUnknown: list.isUnknown || list.items.some(({ isUnknown }) => isUnknown),
      };
    default:
      return name satisfies never;
  }
}

/** Before apply, an argument that may still fail makes the whole unknown. */
function firstThatHolds(given: readonly Outcome[]): Outcome {
  let isLate = false;
  for (const one of given) {
    if (isScalar(one)) return isLate ? { ...one, isUnknown: true } : one;
    if (isListed(one)) return isLate ? { ...one, isUnknown: true } : one;
    isLate ||= one.isLate;
  }
  return failed(isLate);
}
