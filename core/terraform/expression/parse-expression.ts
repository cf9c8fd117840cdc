import { type BinaryOperator, type Expression, PRECEDENCE, SPLAT_ELEMENT } from "./syntax.js";
import type { Token } from "./tokens.js";

/** Nested brackets and operators; a document that goes deeper is hostile. */
const DEEPEST_EXPRESSION = 32;

/** Steps of one traversal; the longest of real documents have about ten. */
const LONGEST_TRAVERSAL = 64;

/** The expression that the tokens write, all of them; or undefined. */
export function parseTokens(tokens: readonly Token[]): Expression | undefined {
  const parser = new ExpressionParser(tokens);
  const expression = parser.expression(0);
  return parser.atEnd ? expression : undefined;
}

/** Recursive descent over the tokens; every method answers undefined where the input is none of its kind. */
class ExpressionParser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get atEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  expression(depth: number): Expression | undefined {
    if (depth > DEEPEST_EXPRESSION) return undefined;
    const condition = this.#binary(0, depth + 1);
    if (condition === undefined || !this.#take("?")) return condition;
    const yes = this.expression(depth + 1);
    if (yes === undefined || !this.#take(":")) return undefined;
    const no = this.expression(depth + 1);
    return no && { kind: "conditional", condition, yes, no };
  }

  #binary(level: number, depth: number): Expression | undefined {
    const operators = PRECEDENCE[level];
    if (operators === undefined) return this.#unary(depth);
    let left = this.#binary(level + 1, depth);
    for (let chained = 0; left !== undefined; chained += 1) {
      const operator: BinaryOperator | undefined = operators.find((candidate) => this.#take(candidate));
      if (operator === undefined) return left;
      const right = chained > LONGEST_TRAVERSAL ? undefined : this.#binary(level + 1, depth);
      left = right && { kind: "binary", operator, left, right };
    }
    return undefined;
  }

  #unary(depth: number): Expression | undefined {
    if (depth > DEEPEST_EXPRESSION) return undefined;
    for (const operator of ["!", "-"] as const) {
      if (this.#take(operator)) {
        const operand = this.#unary(depth + 1);
        return operand && { kind: "unary", operator, operand };
      }
    }
    const primary = this.#primary(depth + 1);
    return primary && this.#steps(primary, depth + 1);
  }

  #primary(depth: number): Expression | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined) return undefined;
    if (token.kind === "number") return this.#literal(token.value);
    if (token.kind === "string") {
      this.#at += 1;
      return token.template;
    }
    if (token.kind === "name") {
      if (token.text === "true" || token.text === "false") return this.#literal(token.text === "true");
      if (token.text === "null") return this.#literal(null);
      this.#at += 1;
      // In an object, "(" on a line of its own begins the next key.
      const next = this.#tokens[this.#at];
      const isCall = next?.kind === "symbol" && next.startsLine !== true && this.#take("(");
      return isCall ? this.#call(token.text, depth) : { kind: "name", name: token.text };
    }
    if (this.#take("(")) {
      const inner = this.expression(depth);
      return this.#take(")") ? inner : undefined;
    }
    if (this.#take("[")) return this.#isFor() ? this.#for("]", depth) : this.#list(depth);
    if (this.#take("{")) return this.#isFor() ? this.#for("}", depth) : this.#object(depth);
    return undefined;
  }

  #literal(value: number | boolean | null): Expression {
    this.#at += 1;
    return { kind: "literal", value };
  }

  #steps(start: Expression, depth: number): Expression | undefined {
    let expression = start;
    for (let step = 0; step < LONGEST_TRAVERSAL; step += 1) {
      if (this.#take(".")) {
        const token = this.#tokens[this.#at];
        if (this.#take("*")) return this.#splat(expression, depth);
        this.#at += 1;
        if (token?.kind === "name") expression = { kind: "attribute", of: expression, name: token.text };
        else if (token?.kind === "number")
          expression = { kind: "index", of: expression, key: { kind: "literal", value: token.value } };
        else return undefined;
      } else if (this.#take("[")) {
        if (this.#take("*")) return this.#take("]") ? this.#splat(expression, depth) : undefined;
        const key = this.expression(depth);
        if (key === undefined || !this.#take("]")) return undefined;
        expression = { kind: "index", of: expression, key };
      } else return expression;
    }
    return undefined;
  }

  #splat(of: Expression, depth: number): Expression | undefined {
    if (depth > DEEPEST_EXPRESSION) return undefined;
    const each = this.#steps({ kind: "name", name: SPLAT_ELEMENT }, depth + 1);
    return each && { kind: "splat", of, each };
  }

  #call(name: string, depth: number): Expression | undefined {
    const args: Expression[] = [];
    let expandLast = false;
    while (!this.#take(")")) {
      const argument = this.expression(depth);
      if (argument === undefined || expandLast) return undefined;
      args.push(argument);
      expandLast = this.#take("...");
      if (!this.#take(",") && !this.#peek(")")) return undefined;
    }
    return { kind: "call", name, arguments: args, expandLast };
  }

  #list(depth: number): Expression | undefined {
    const items: Expression[] = [];
    while (!this.#take("]")) {
      const item = this.expression(depth);
      if (item === undefined) return undefined;
      items.push(item);
      if (!this.#take(",") && !this.#peek("]")) return undefined;
    }
    return { kind: "list", items };
  }

  #object(depth: number): Expression | undefined {
    const entries: (readonly [Expression, Expression])[] = [];
    while (!this.#take("}")) {
      const written = this.expression(depth);
      // A bare name before "=" is the key itself, no reference.
      const key: Expression | undefined =
        written?.kind === "name" ? { kind: "literal", value: written.name } : written;
      if (key === undefined || !(this.#take("=") || this.#take(":"))) return undefined;
      const value = this.expression(depth);
      if (value === undefined) return undefined;
      entries.push([key, value]);
      // A line break separates entries as well as a comma does, and tokens know no lines.
      this.#take(",");
    }
    return { kind: "object", entries };
  }

  #isFor(): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "name" || token.text !== "for") return false;
    return this.#tokens[this.#at + 1]?.kind === "name";
  }

  #for(close: "]" | "}", depth: number): Expression | undefined {
    this.#at += 1;
    const first = this.#name();
    const second = this.#take(",") ? this.#name() : undefined;
    if (first === undefined || this.#name() !== "in") return undefined;
    const collection = this.expression(depth);
    if (collection === undefined || !this.#take(":")) return undefined;
    let value = this.expression(depth);
    let key: Expression | null = null;
    if (close === "}") {
      if (value === undefined || !this.#take("=>")) return undefined;
      key = value;
      value = this.expression(depth);
    }
    const groups = close === "}" && this.#take("...");
    let condition: Expression | null = null;
    const next = this.#tokens[this.#at];
    if (next?.kind === "name" && next.text === "if") {
      this.#at += 1;
      condition = this.expression(depth) ?? null;
      if (condition === null) return undefined;
    }
    if (value === undefined || !this.#take(close)) return undefined;
    const names = second === undefined ? [null, first] : [first, second];
    return {
      kind: "for",
      keyName: names[0] ?? null,
      valueName: names[1] ?? first,
      collection,
      key,
      value,
      condition,
      groups,
    };
  }

  #name(): string | undefined {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token?.kind === "name" ? token.text : undefined;
  }

  #peek(symbol: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === "symbol" && token.text === symbol;
  }

  #take(symbol: string): boolean {
    if (!this.#peek(symbol)) return false;
    this.#at += 1;
    return true;
  }
}
