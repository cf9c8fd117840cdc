/**
 * Whether a record matches a filter pattern of CloudWatch Logs: the part of the language for JSON that Cordon uses,
 * which is comparisons of fields with texts, `&&`, `||` and parentheses.
 *
 * Source: CloudWatch Logs User Guide, "Filter pattern syntax for metric filters", "Match terms in JSON log events". A
 * text may hold `*` for anything; a field that is missing or null matches neither `=` nor `!=`.
 *
 * @throws Error for what is outside that part
 */
export function matchesFilterPattern(pattern: string, record: Readonly<Record<string, unknown>>): boolean {
  if (pattern.length > LONGEST_PATTERN) throw new Error(`${pattern.length} characters, of 1024 at most`);
  const tokens = tokensOf(pattern);
  const take = (expected: string) => {
    const token = tokens.shift();
    if (token !== expected) throw new Error(`${token ?? "the end"} instead of ${expected}: ${pattern}`);
  };
  const any = (): boolean => joined("||", all, (a, b) => a || b);
  const all = (): boolean => joined("&&", one, (a, b) => a && b);
  const joined = (
    operator: string,
    next: () => boolean,
    join: (a: boolean, b: boolean) => boolean,
  ): boolean => {
    let value = next();
    while (tokens[0] === operator) {
      tokens.shift();
      value = join(next(), value);
    }
    return value;
  };
  const one = (): boolean => {
    if (tokens[0] !== "(") return comparison(tokens.splice(0, 3), record);
    take("(");
    const value = any();
    take(")");
    return value;
  };
  take("{");
  const value = any();
  take("}");
  if (tokens.length > 0) throw new Error(`${tokens.join(" ")} after the end: ${pattern}`);
  return value;
}

/** CloudWatch Logs API Reference, PutMetricFilter and PutSubscriptionFilter. */
const LONGEST_PATTERN = 1024;
const TOKEN = /\s*(\{|\}|\(|\)|&&|\|\||!=|=|\$\.[A-Za-z_]+|"[^"\\%]*")/y;

function tokensOf(pattern: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let end = 0; end < pattern.trimEnd().length; end = TOKEN.lastIndex) {
    const [, token] = TOKEN.exec(pattern) ?? [];
    if (token === undefined) throw new Error(`not understood: ${pattern.slice(end)}`);
    tokens.push(token);
  }
  return tokens;
}

function comparison([field = "", operator = "", text = ""]: string[], record: object): boolean {
  if (!field.startsWith("$.") || !/^!?=$/.test(operator) || !text.startsWith('"')) {
    throw new Error(`not a comparison: ${field} ${operator} ${text}`);
  }
  const value: unknown = (record as Record<string, unknown>)[field.slice(2)];
  if (typeof value !== "string") return false;
  const parts = text.slice(1, -1).split("*").map(escapeText);
  return new RegExp(`^${parts.join(".*")}$`, "s").test(value) === (operator === "=");
}

function escapeText(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
