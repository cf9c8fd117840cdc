/** An expression of a random project: it yields the id of a group, null, or a list of those. */
export type Expression =
  | { readonly kind: "null" }
  /** A group of the same module, by its index where it has one. */
  | { readonly kind: "group"; readonly name: string; readonly at?: number | string }
  /** Every group of a block: `[*]`, or through `values` where its instances have keys. */
  | { readonly kind: "groups"; readonly name: string; readonly isKeyed: boolean }
  | { readonly kind: "name"; readonly of: "var" | "local" | "each"; readonly name: string }
  | { readonly kind: "output"; readonly call: string; readonly at?: string; readonly name: string }
  /** The output of every instance of a call. */
  | { readonly kind: "outputs"; readonly call: string; readonly name: string }
  | {
      readonly kind: "choice";
      readonly flag: string;
      readonly yes: Expression;
      readonly no: Expression;
    }
  | { readonly kind: "list"; readonly of: readonly Expression[] }
  | { readonly kind: "index"; readonly of: Expression; readonly at: number }
  /** As an index, but beyond the end it begins anew; a plan shows it as the list alone. */
  | { readonly kind: "element"; readonly of: Expression; readonly at: number }
  | {
      readonly kind: "function";
      readonly name: "coalesce" | "try" | "one" | "concat" | "compact";
      readonly of: readonly Expression[];
    };

const GROUP = "aws_security_group";

function address(name: string, at: number | string | undefined): string {
  return at === undefined ? name : `${name}[${JSON.stringify(at)}]`;
}

/** The expression as HCL. */
export function textOf(expression: Expression): string {
  switch (expression.kind) {
    case "null":
      return "null";
    case "group":
      return `${address(`${GROUP}.${expression.name}`, expression.at)}.id`;
    case "groups": {
      const block = `${GROUP}.${expression.name}`;
      return expression.isKeyed ? `values(${block})[*].id` : `${block}[*].id`;
    }
    case "name":
      return `${expression.of}.${expression.name}`;
    case "output":
      return `${address(`module.${expression.call}`, expression.at)}.${expression.name}`;
    case "outputs":
      return `[for each in module.${expression.call} : each.${expression.name}]`;
    case "choice":
      return `(var.${expression.flag} ? ${textOf(expression.yes)} : ${textOf(expression.no)})`;
    case "list":
      return `[${expression.of.map(textOf).join(", ")}]`;
    case "index": {
      // An index behind a splat would be taken of each of its elements.
      const list = textOf(expression.of);
      return `${expression.of.kind === "groups" ? `(${list})` : list}[${expression.at}]`;
    }
    case "element":
      return `element(${textOf(expression.of)}, ${expression.at})`;
    case "function":
      return `${expression.name}(${expression.of.map(textOf).join(", ")})`;
    default:
      return expression satisfies never;
  }
}

/**
 * What a plan lists of the expression: each traversal with its beginnings, the longest first, and nothing else.
 *
 * Source: Terraform, "JSON Output Format", expression representation.
 */
export function referencesOf(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case "null":
      return [];
    case "group": {
      const block = `${GROUP}.${expression.name}`;
      const one = address(block, expression.at);
      return [...new Set([`${one}.id`, one, block])];
    }
    case "groups":
      return [`${GROUP}.${expression.name}`];
    case "name": {
      const steps = expression.name.split(".");
      return steps.map((_, at) => [expression.of, ...steps.slice(0, steps.length - at)].join("."));
    }
    case "output": {
      const call = `module.${expression.call}`;
      const one = address(call, expression.at);
      return [...new Set([`${one}.${expression.name}`, one, call])];
    }
    case "outputs":
      return [`module.${expression.call}`];
    case "choice":
      return [`var.${expression.flag}`, ...referencesOf(expression.yes), ...referencesOf(expression.no)];
    case "list":
    case "function":
      return expression.of.flatMap(referencesOf);
    case "index": {
      const list = referencesOf(expression.of);
      const { kind } = expression.of;
      return kind === "name" || kind === "output" ? [`${list[0]}[${expression.at}]`, ...list] : list;
    }
    case "element":
      return referencesOf(expression.of);
    default:
      return expression satisfies never;
  }
}
