/** What is known of a request's context; keys are compared ignoring case. */
export interface EvaluationContext {
  /** The values of a key; null: the request is known to lack it. */
  readonly values: Readonly<Record<string, string | readonly string[] | null>>;
  /** What the keys are that `values` does not name. */
  readonly others: "absent" | "unknown";
}

/** Three-valued: unknown where the context does not decide it, or where this evaluator does not know the form. */
export type Truth = "true" | "false" | "unknown";

const OPERATOR = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/i;
const DATE = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/;

/** Whether one condition of a statement holds: `operator` on `key` with the values of the document. */
export function conditionTruth(
  operator: string,
  key: string,
  written: unknown,
  context: EvaluationContext,
): Truth {
  const [, set = "", name = "", ifExists] = OPERATOR.exec(operator) ?? [];
  const values = (Array.isArray(written) ? written : [written]).map(String);
  const actual = contextValues(context, key);
  const kind = name.toLowerCase();
  if (kind === "null") {
    if (actual === undefined) return "unknown";
    return any(values.map((value) => truth((value.toLowerCase() === "true") === (actual === null))));
  }
  if (actual === undefined) return "unknown";
  if (actual === null) {
    if (ifExists !== undefined || set.toLowerCase() === "forallvalues") return "true";
    return truth(set === "" && /^(?:string|numeric|date|arn)not|^notip/.test(kind));
  }
  const negative = /^(?:string|numeric|date|arn)not|^notip/.test(kind);
  const positive = kind.replace("not", "");
  const judged = actual.map((one) => {
    const found = any(values.map((value) => compare(positive, substituted(value, context), one)));
    return negative ? not(found) : found;
  });
  return set.toLowerCase() === "forallvalues" || (negative && set === "") ? all(judged) : any(judged);
}

/** The values of a context key; null where it is absent, undefined where nobody knows. */
function contextValues(context: EvaluationContext, key: string): readonly string[] | null | undefined {
  const name = Object.keys(context.values).find((known) => known.toLowerCase() === key.toLowerCase());
  const value = name === undefined ? undefined : context.values[name];
  if (value === undefined) return context.others === "absent" ? null : undefined;
  return value === null ? null : typeof value === "string" ? [value] : value;
}

/** The text with its policy variables filled in, or undefined where one is not known. */
export function substituted(text: string, context: EvaluationContext): string | undefined {
  let known = true;
  const filled = text.replace(/\$\{([^}]*)\}/g, (_, variable: string) => {
    // Stands for the character itself; a mark keeps it apart from the wildcard.
    if (variable === "*" || variable === "?" || variable === "$") return `\ue000${variable}`;
    const [value] = contextValues(context, variable) ?? [];
    if (value === undefined) known = false;
    return (value ?? "").replace(/[*?]/g, "\ue000$&");
  });
  return known ? filled : undefined;
}

function compare(kind: string, value: string | undefined, actual: string): Truth {
  if (value === undefined) return "unknown";
  const literal = value.replaceAll("\ue000", "");
  switch (kind) {
    case "stringequals":
      return truth(literal === actual);
    case "stringequalsignorecase":
      return truth(literal.toLowerCase() === actual.toLowerCase());
    case "stringlike":
      return truth(matches(value, actual));
    case "arnequals":
    case "arnlike":
      return truth(arnMatches(value, actual));
    case "bool":
      return truth(literal.toLowerCase() === actual.toLowerCase());
    default:
      return kind.startsWith("date")
        ? order(kind.slice(4), secondsOf(actual), secondsOf(literal))
        : kind.startsWith("numeric")
          ? order(kind.slice(7), Number(actual), Number(literal))
          : "unknown";
  }
}

/** Seconds since 1970 of the only form of an instant that grants may hold; NaN for every other. */
function secondsOf(text: string): number {
  const [whole, ...parts] = DATE.exec(text) ?? [];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  const milliseconds = Date.UTC(year, month - 1, day, hour, minute, second);
  const isDate = whole !== undefined && new Date(milliseconds).toISOString() === whole.replace("Z", ".000Z");
  return isDate ? milliseconds / 1000 : Number.NaN;
}

function order(relation: string, left: number, right: number): Truth {
  if (Number.isNaN(left) || Number.isNaN(right)) return "unknown";
  switch (relation) {
    case "equals":
      return truth(left === right);
    case "lessthan":
      return truth(left < right);
    case "lessthanequals":
      return truth(left <= right);
    case "greaterthan":
      return truth(left > right);
    case "greaterthanequals":
      return truth(left >= right);
    default:
      return "unknown";
  }
}

function arnMatches(pattern: string, arn: string): boolean {
  const [wide, narrow] = [pattern, arn].map((text) => {
    const parts = text.split(":");
    return [...parts.slice(0, 5), parts.slice(5).join(":")];
  }) as [string[], string[]];
  return wide.every((part, index) => matches(part, narrow[index] as string));
}

/** Whether the pattern with `*` and `?` stands for the text; the mark U+E000 before a character makes it literal. */
export function matches(pattern: string, text: string): boolean {
  const symbols = pattern.match(/\ue000?[\s\S]/gu) ?? [];
  const characters = [...text];
  let [at, place, star, resume] = [0, 0, -1, 0];
  while (place < characters.length) {
    const symbol = symbols[at];
    if (symbol === "*") {
      star = at;
      at += 1;
      resume = place;
    } else if (symbol === "?" || symbol?.replace("\ue000", "") === characters[place]) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      place = resume;
    } else {
      return false;
    }
  }
  while (symbols[at] === "*") at += 1;
  return at === symbols.length;
}

function truth(value: boolean): Truth {
  return value ? "true" : "false";
}

function not(value: Truth): Truth {
  return value === "unknown" ? "unknown" : truth(value === "false");
}

/** Kleene's conjunction. */
export function all(values: readonly Truth[]): Truth {
  return values.includes("false") ? "false" : values.includes("unknown") ? "unknown" : "true";
}

function any(values: readonly Truth[]): Truth {
  return values.includes("true") ? "true" : values.includes("unknown") ? "unknown" : "false";
}
