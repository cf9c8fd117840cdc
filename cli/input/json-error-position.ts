const SPACE = /[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these characters in strings.
const STRING = /"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

/** What may stand next. */
type Expected = "value" | "value or ]" | "key or }" | "key" | "colon" | "comma or end";

/**
 * Position of the first character that makes a text no JSON (RFC 8259); its length where it ends too early.
 *
 * JSON.parse itself tells the position only for some errors and texts.
 */
export function jsonErrorPosition(text: string): number {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const length = pattern.exec(text)?.[0].length ?? 0;
    at += length;
    return length > 0;
  };
  for (;;) {
    take(SPACE);
    const character = text[at];
    if (character === undefined) return at;
    if (expected === "comma or end") {
      const closing = open.at(-1) === "{" ? "}" : "]";
      if (open.length === 0) return at;
      if (character === ",") expected = open.at(-1) === "{" ? "key" : "value";
      else if (character === closing) open.pop();
      else return at;
      at += 1;
    } else if (expected === "colon") {
      if (character !== ":") return at;
      at += 1;
      expected = "value";
    } else if (expected === "key" || expected === "key or }") {
      if (character === "}" && expected === "key or }") {
        open.pop();
        at += 1;
        expected = "comma or end";
      } else if (take(STRING)) expected = "colon";
      else return unterminated(text, at);
    } else if (character === "]" && expected === "value or ]") {
      open.pop();
      at += 1;
      expected = "comma or end";
    } else if (character === "{" || character === "[") {
      open.push(character);
      at += 1;
      expected = character === "{" ? "key or }" : "value or ]";
    } else if (take(STRING) || take(NUMBER) || take(WORD)) expected = "comma or end";
    else return unterminated(text, at);
  }
}

/** A text that ends inside a string ends too early; any other mistake is at the beginning of what is wrong. */
function unterminated(text: string, at: number): number {
  return text[at] === '"' && !text.slice(at + 1).includes('"') ? text.length : at;
}
