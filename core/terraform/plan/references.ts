import { parseBareExpression } from "../expression/parse-template.js";
import type { Expression } from "../expression/syntax.js";

/** One reference of a plan's expression, taken apart: `module.a["x"].out`, `type.name[0].id`. */
export interface ParsedReference {
  readonly text: string;
  /** "resource" also for data sources; "hint" for each.key and count.index; "each" for each.value. */
  readonly kind: "resource" | "variable" | "module" | "each" | "hint" | "local" | "open";
  /** "type.name" or "data.type.name"; the name of a variable or module. */
  readonly subject: string;
  readonly key: string | number | undefined;
  /** What follows, joined by dots: an attribute, or the output of a module. */
  readonly rest: string;
}

/**
 * The references, each with its longest form alone. Terraform lists every traversal followed by its beginnings, and lists one
 * that is written twice twice: a beginning that follows no longer form is a reference of its own, as of a splat.
 */
export function longestReferences(references: readonly string[]): ParsedReference[] {
  return [...new Set(headsOf(references))].map(parseReference);
}

/** Whether one of them is written twice, as where a condition asks for what it then takes. */
export function repeats(references: readonly string[]): boolean {
  const heads = headsOf(references);
  return new Set(heads).size < heads.length;
}

function headsOf(references: readonly string[]): string[] {
  return references.filter((one, at) => {
    const before = references[at - 1];
    return before === undefined || !(before.startsWith(`${one}.`) || before.startsWith(`${one}[`));
  });
}

function parseReference(text: string): ParsedReference {
  const steps = stepsOf(parseBareExpression(text));
  const [root, ...following] = steps ?? [];
  const open: ParsedReference = { text, kind: "open", subject: text, key: undefined, rest: "" };
  switch (root) {
    case "local":
      return { ...open, kind: "local" };
    case undefined:
    case "self":
      return open;
    case "path":
    case "terraform":
      return { ...open, kind: "hint" };
    case "count":
      return { ...open, kind: "hint" };
    case "each":
      return following[0] === "key"
        ? { ...open, kind: "hint" }
        : { ...open, kind: "each", rest: following.slice(1).join(".") };
    case "var":
      return { ...open, kind: "variable", ...subject([String(following[0])], following.slice(1)) };
    case "module":
      return { ...open, kind: "module", ...subject([String(following[0])], following.slice(1)) };
    case "data":
      return {
        ...open,
        kind: "resource",
        ...subject(["data", String(following[0]), String(following[1])], following.slice(2)),
      };
    default:
      return {
        ...open,
        kind: "resource",
        ...subject([String(root), String(following[0])], following.slice(1)),
      };
  }
}

/** After the subject stand an index, or an attribute, or nothing. Indexes are marked by {@link stepsOf}. */
function subject(
  names: readonly string[],
  following: readonly (string | number | Index)[],
): Pick<ParsedReference, "subject" | "key" | "rest"> {
  const first = following[0];
  const key = first instanceof Index ? first.key : undefined;
  const rest = first instanceof Index ? following.slice(1) : following;
  return {
    subject: names.join("."),
    key,
    rest: rest.map((step) => (step instanceof Index ? String(step.key) : String(step))).join("."),
  };
}

/** An index step, as opposed to an attribute of the same text. */
class Index {
  readonly key: string | number;

  constructor(key: string | number) {
    this.key = key;
  }
}

/** Root, then attributes and indexes; undefined where the text is not a plain traversal. */
function stepsOf(expression: Expression | undefined): (string | number | Index)[] | undefined {
  const steps: (string | number | Index)[] = [];
  let at = expression;
  while (at?.kind === "attribute" || at?.kind === "index") {
    if (at.kind === "attribute") steps.unshift(at.name);
    else if (at.key.kind === "literal" && at.key.value !== null && typeof at.key.value !== "boolean")
      steps.unshift(new Index(at.key.value));
    else return undefined;
    at = at.of;
  }
  return at?.kind === "name" ? [at.name, ...steps] : undefined;
}
