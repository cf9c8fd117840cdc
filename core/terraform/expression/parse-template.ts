import { parseTokens } from "./parse-expression.js";
import type { Expression } from "./syntax.js";
import { type TextParsers, tokenize } from "./tokens.js";

/** Interpolations inside interpolations; real documents have at most two. */
const DEEPEST_TEMPLATE = 8;

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

/**
 * The expression that a string of Terraform JSON writes: literal text with `${...}` interpolations.
 *
 * Source: Terraform, "JSON Configuration Syntax", "Expression Mapping"; `$${` is a literal "${".
 *
 * @returns undefined where the text is not a template that we read (directives `%{...}` among them)
 */
export function parseTemplate(text: string): Expression | undefined {
  return parseParts(text, 0, false, 0)?.template;
}

/** The expression in text that is one without quotes or "${": a reference in a plan. */
export function parseBareExpression(text: string): Expression | undefined {
  const tokens = tokenize(text, 0, false, parsersAt(1));
  return tokens === undefined ? undefined : parseTokens(tokens.tokens);
}

function parseParts(
  text: string,
  start: number,
  quoted: boolean,
  depth: number,
): { template: Expression; end: number } | undefined {
  if (depth > DEEPEST_TEMPLATE) return undefined;
  const parts: Expression[] = [];
  let literal = "";
  let at = start;
  for (;;) {
    const character = text[at];
    if (character === undefined || (quoted && character === '"')) break;
    if (text.startsWith("$${", at) || text.startsWith("%%{", at)) {
      literal += text.slice(at + 1, at + 3);
      at += 3;
    } else if (text.startsWith("%{", at)) {
      return undefined;
    } else if (text.startsWith("${", at)) {
      const tokens = tokenize(text, at + 2, true, parsersAt(depth + 1));
      const expression = tokens === undefined ? undefined : parseTokens(tokens.tokens);
      if (tokens === undefined || expression === undefined) return undefined;
      if (literal !== "") parts.push({ kind: "literal", value: literal });
      literal = "";
      parts.push(expression);
      at = tokens.end;
    } else if (quoted && character === "\\") {
      const escaped = escapeAt(text, at + 1);
      if (escaped === undefined) return undefined;
      literal += escaped.character;
      at += 1 + escaped.length;
    } else {
      literal += character;
      at += 1;
    }
  }
  if (quoted && text[at] !== '"') return undefined;
  if (literal !== "" || parts.length === 0) parts.push({ kind: "literal", value: literal });
  const only = parts[0];
  const template: Expression = parts.length === 1 && only !== undefined ? only : { kind: "template", parts };
  return { template, end: quoted ? at + 1 : at };
}

function parsersAt(depth: number): TextParsers {
  return {
    quoted: (text, start) => parseParts(text, start, true, depth),
    whole: (text) => parseParts(text, 0, false, depth)?.template,
  };
}

/** The character that stands for the escape sequence after a backslash. */
function escapeAt(text: string, at: number): { character: string; length: number } | undefined {
  const simple = ESCAPES[text[at] ?? ""];
  if (simple !== undefined) return { character: simple, length: 1 };
  const hex = /^(?:u[\dA-Fa-f]{4}|U[\dA-Fa-f]{8})/.exec(text.slice(at, at + 9))?.[0];
  const code = hex === undefined ? Number.NaN : Number.parseInt(hex.slice(1), 16);
  return hex !== undefined && code <= 0x10ffff
    ? { character: String.fromCodePoint(code), length: hex.length }
    : undefined;
}
