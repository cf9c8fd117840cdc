import type { Expression } from "./syntax.js";

/** One token of an HCL expression. */
export type Token =
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "number"; readonly value: number }
  /** A quoted template, already parsed. */
  | { readonly kind: "string"; readonly template: Expression }
  | { readonly kind: "symbol"; readonly text: string; readonly startsLine?: true };

/** How the texts inside an expression are read. */
export interface TextParsers {
  /** The template between a quote and its closing quote. */
  quoted(text: string, start: number): { template: Expression; end: number } | undefined;
  /** The template that a whole text is. */
  whole(text: string): Expression | undefined;
}

const NAME = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SYMBOL = /\.\.\.|=>|==|!=|<=|>=|&&|\|\||[-+*/%!<>?:=.,()[\]{}]/y;
const SPACE = /\s+/y;
const LINE_COMMENT = /(?:#|\/\/)[^\n]*/y;
/** The beginning of a heredoc, up to the end of its line; a minus takes the common indentation away. */
const HEREDOC = /<<(-?)([\p{L}_][\p{L}\p{N}_-]*)\r?\n/uy;

/**
 * The tokens of the text up to its end, or up to the "}" that closes an interpolation when `embedded`.
 *
 * @returns the tokens and the position after them, or undefined where the text is not an expression
 */
export function tokenize(
  text: string,
  start: number,
  embedded: boolean,
  parsers: TextParsers,
): { tokens: Token[]; end: number } | undefined {
  const tokens: Token[] = [];
  let at = start;
  let openBraces = 0;
  let startsLine = false;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  while (at < text.length) {
    const space = match(SPACE);
    if (space !== undefined) {
      startsLine ||= space.includes("\n");
      continue;
    }
    if (match(LINE_COMMENT) !== undefined) continue;
    if (text.startsWith("/*", at)) {
      const end = text.indexOf("*/", at + 2);
      if (end < 0) return undefined;
      at = end + 2;
      continue;
    }
    const heredoc = match(HEREDOC);
    if (heredoc !== undefined) {
      const written = heredocAt(text, at, heredoc);
      const template = written && parsers.whole(written.content);
      if (written === undefined || template === undefined) return undefined;
      tokens.push({ kind: "string", template });
      at = written.end;
      startsLine = false;
      continue;
    }
    if (text[at] === '"') {
      const quoted = parsers.quoted(text, at + 1);
      if (quoted === undefined) return undefined;
      tokens.push({ kind: "string", template: quoted.template });
      at = quoted.end;
      startsLine = false;
      continue;
    }
    const name = match(NAME);
    if (name !== undefined) {
      tokens.push({ kind: "name", text: name });
      startsLine = false;
      continue;
    }
    const number = match(NUMBER);
    if (number !== undefined) {
      tokens.push({ kind: "number", value: Number(number) });
      startsLine = false;
      continue;
    }
    const symbol = match(SYMBOL);
    if (symbol === undefined) return undefined;
    if (symbol === "{") openBraces += 1;
    if (symbol === "}") {
      if (openBraces === 0) return embedded ? { tokens, end: at } : undefined;
      openBraces -= 1;
    }
    tokens.push({ kind: "symbol", text: symbol, ...(startsLine ? { startsLine } : {}) });
    startsLine = false;
  }
  return embedded ? undefined : { tokens, end: at };
}

/** The content of a heredoc whose first line ends at `start`, and the position before the break after its last line. */
function heredocAt(
  text: string,
  start: number,
  opening: string,
): { content: string; end: number } | undefined {
  const marker = opening.replace(/^<<-?/, "").trim();
  const lines: string[] = [];
  for (let at = start; at < text.length; ) {
    const lineBreak = text.indexOf("\n", at);
    const end = lineBreak < 0 ? text.length : lineBreak;
    const line = text.slice(at, end);
    if (line.trim() === marker) {
      const dedent = opening.startsWith("<<-") ? commonIndentation(lines) : 0;
      return { content: lines.map((one) => `${one.slice(dedent)}\n`).join(""), end };
    }
    lines.push(line);
    at = end + 1;
  }
  return undefined;
}

function commonIndentation(lines: readonly string[]): number {
  const indented = lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
  return indented.length === 0 ? 0 : indented.reduce((least, one) => Math.min(least, one));
}
