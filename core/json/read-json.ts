import { printParseErrorCode, visit } from "jsonc-parser";
import { accept, type Problem, quote, type Result, refuse, refuseAll } from "../errors.js";
import type { JsonErrorCode } from "./error-codes.js";

/** Deepest nesting of objects and lists that is read; the files of Cordon need less than ten. */
export const DEEPEST_NESTING = 64;

type SyntaxProblem = Problem<"CORDON_JSON_SYNTAX">;

const BYTE_ORDER_MARK = "\ufeff";

/** Ends the reading of a text at its first syntax error. */
class Stop extends Error {
  readonly problem: Problem<JsonErrorCode>;

  constructor(problem: Problem<JsonErrorCode>) {
    super(problem.summary);
    this.problem = problem;
  }
}

/**
 * The value of a JSON text that people wrote.
 *
 * Stricter than `JSON.parse`: no key twice in an object, because readers disagree on which one counts, and no
 * nesting beyond 64 levels. Problems: CORDON_JSON_SYNTAX, CORDON_JSON_TOO_DEEP (the first alone), and every
 * CORDON_JSON_DUPLICATE_KEY; each `where` is `source:line:column`, counted from one.
 *
 * @param source what messages call the text, its file name as a rule
 */
export function readJson(text: string, source: string): Result<unknown, JsonErrorCode> {
  const json = withoutMark(text);
  try {
    const duplicates = inspect(json, source);
    return duplicates.length > 0 ? refuseAll(duplicates) : accept(JSON.parse(json));
  } catch (error) {
    if (error instanceof Stop) return refuse(error.problem);
    return refuse(unplaced(error, json, source));
  }
}

/**
 * The value of a JSON text that a program wrote, such as a plan of Terraform with hundreds of megabytes.
 *
 * As fast as `JSON.parse`, and as lenient: of a key that stands twice the last value counts, as programs read it.
 * Only a text that is not JSON is read a second time, to find the place. Problem: CORDON_JSON_SYNTAX, its `where`
 * as {@link readJson} has it, without line and column where the mistake lies deeper than 64 levels.
 *
 * @param source what messages call the text, its file name as a rule
 */
export function readDocumentJson(text: string, source: string): Result<unknown, "CORDON_JSON_SYNTAX"> {
  const json = withoutMark(text);
  try {
    return accept(JSON.parse(json));
  } catch (error) {
    return refuse(placed(json, source) ?? unplaced(error, json, source));
  }
}

function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

/** The first syntax error of the text, where it can be placed. */
function placed(json: string, source: string): SyntaxProblem | undefined {
  try {
    inspect(json, source);
  } catch (error) {
    if (error instanceof Stop) return isSyntaxProblem(error.problem) ? error.problem : undefined;
    throw error;
  }
  return undefined;
}

function isSyntaxProblem(problem: Problem<JsonErrorCode>): problem is SyntaxProblem {
  return problem.code === "CORDON_JSON_SYNTAX";
}

/** The syntax error as `JSON.parse` words it. @throws any other error, as it is */
function unplaced(error: unknown, json: string, source: string): SyntaxProblem {
  if (!(error instanceof SyntaxError)) throw error;
  return syntaxProblem(error.message, quote(json.slice(0, 40)), source);
}

/** Every duplicate key of the text. @throws Stop at the first other problem */
function inspect(json: string, source: string): Problem<JsonErrorCode>[] {
  const duplicates: Problem<JsonErrorCode>[] = [];
  const objects: Set<string>[] = [];
  let depth = 0;
  const enter = (line: number, character: number): void => {
    depth += 1;
    if (depth > DEEPEST_NESTING) throw new Stop(depthProblem(place(source, line, character)));
  };
  visit(
    json,
    {
      onObjectBegin: (_offset, _length, line, character) => {
        enter(line, character);
        objects.push(new Set());
      },
      onObjectEnd: () => {
        depth -= 1;
        objects.pop();
      },
      onArrayBegin: (_offset, _length, line, character) => enter(line, character),
      onArrayEnd: () => {
        depth -= 1;
      },
      onObjectProperty: (name, _offset, _length, line, character) => {
        const keys = objects[objects.length - 1];
        if (keys?.has(name)) duplicates.push(duplicateProblem(name, place(source, line, character)));
        keys?.add(name);
      },
      onError: (code, offset, length, line, character) => {
        const got =
          length === 0 && offset >= json.length
            ? "the end of the text"
            : quote(json.slice(offset, offset + length));
        throw new Stop(
          syntaxProblem(inWords(printParseErrorCode(code)), got, place(source, line, character)),
        );
      },
    },
    { disallowComments: true, allowTrailingComma: false },
  );
  return duplicates;
}

function place(source: string, line: number, character: number): string {
  return `${source}:${line + 1}:${character + 1}`;
}

/** "PropertyNameExpected" as "property name expected". */
function inWords(name: string): string {
  return name.replace(/(?!^)([A-Z])/g, " $1").toLowerCase();
}

function syntaxProblem(what: string, got: string, where: string): SyntaxProblem {
  return {
    code: "CORDON_JSON_SYNTAX",
    summary: `the text is not JSON: ${what}`,
    got,
    allowed: "JSON as RFC 8259 has it: double quotes, no comments, no trailing commas, no NaN",
    fix: "correct the text at this place",
    where,
  };
}

function duplicateProblem(name: string, where: string): Problem<JsonErrorCode> {
  return {
    code: "CORDON_JSON_DUPLICATE_KEY",
    summary: "the key stands twice in one object",
    got: quote(name),
    allowed: "each key once",
    fix: "keep the one that you mean",
    where,
  };
}

function depthProblem(where: string): Problem<JsonErrorCode> {
  return {
    code: "CORDON_JSON_TOO_DEEP",
    summary: "objects and lists are nested too deep",
    got: `level ${DEEPEST_NESTING + 1}`,
    allowed: `at most ${DEEPEST_NESTING} levels`,
    fix: "write the values flat",
    where,
  };
}
