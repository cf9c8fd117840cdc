/**
 * The part of the HCL expression language that documents use, as a tree.
 *
 * Source: Terraform language, "Expressions"; HCL native syntax specification, "Expressions".
 */
export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  /** Parts of a string; one part alone keeps its type. */
  | { readonly kind: "template"; readonly parts: readonly Expression[] }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "attribute"; readonly of: Expression; readonly name: string }
  | { readonly kind: "index"; readonly of: Expression; readonly key: Expression }
  /** `of[*].rest` or `of.*.rest`; `each` is the path after the star, applied to {@link SPLAT_ELEMENT}. */
  | { readonly kind: "splat"; readonly of: Expression; readonly each: Expression }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly arguments: readonly Expression[];
      readonly expandLast: boolean;
    }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [key: Expression, value: Expression])[] }
  | {
      readonly kind: "conditional";
      readonly condition: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    }
  | { readonly kind: "unary"; readonly operator: "!" | "-"; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "for";
      readonly keyName: string | null;
      readonly valueName: string;
      readonly collection: Expression;
      /** Null: the result is a list. */
      readonly key: Expression | null;
      readonly value: Expression;
      readonly condition: Expression | null;
      /** Values of one key are a list: "...". */
      readonly groups: boolean;
    };

/** The binary operators of HCL. */
export type BinaryOperator =
  | "||"
  | "&&"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "+"
  | "-"
  | "*"
  | "/"
  | "%";

/** Precedence of the binary operators, lowest first (Terraform language, "Arithmetic and Logical Operators"). */
export const PRECEDENCE: readonly (readonly BinaryOperator[])[] = [
  ["||"],
  ["&&"],
  ["==", "!="],
  ["<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/", "%"],
];

/** The name that the element of a splat has inside `each`; no document can write it. */
export const SPLAT_ELEMENT = "*";
