import type { Expression } from "./syntax.js";

/** One token of an HCL expression. */
export type Token =
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "number"; readonly value: number }
  /** A quoted template, already parsed. */
  | { readonly kind: "string"; readonly template: Expression }
  | { readonly kind: "symbol"; readonly text: string };

const NAME = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SYMBOL = /\.\.\.|=>|==|!=|<=|>=|&&|\|\||[-+*/%!<>?:=.,()[\]{}]/y;
const SPACE = /\s+/y;

/**
 * The tokens of the text up to its end, or up to the "}" that closes an interpolation when `embedded`.
 *
 * @param parseQuoted parses the template between a quote and its closing quote
 * @returns the tokens and the position after them, or undefined where the text is no expression
 */
export function tokenize(
  text: string,
  start: number,
  embedded: boolean,
  parseQuoted: (text: string, start: number) => { template: Expression; end: number } | undefined,
): { tokens: Token[]; end: number } | undefined {
  const tokens: Token[] = [];
  let at = start;
  let openBraces = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  while (at < text.length) {
    if (match(SPACE) !== undefined) continue;
    if (text[at] === '"') {
      const quoted = parseQuoted(text, at + 1);
      if (quoted === undefined) return undefined;
      tokens.push({ kind: "string", template: quoted.template });
      at = quoted.end;
      continue;
    }
    const name = match(NAME);
    if (name !== undefined) {
      tokens.push({ kind: "name", text: name });
      continue;
    }
    const number = match(NUMBER);
    if (number !== undefined) {
      tokens.push({ kind: "number", value: Number(number) });
      continue;
    }
    const symbol = match(SYMBOL);
    if (symbol === undefined) return undefined;
    if (symbol === "{") openBraces += 1;
    if (symbol === "}") {
      if (openBraces === 0) return embedded ? { tokens, end: at } : undefined;
      openBraces -= 1;
    }
    tokens.push({ kind: "symbol", text: symbol });
  }
  return embedded ? undefined : { tokens, end: at };
}
