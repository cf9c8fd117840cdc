import { accept, type Problem, quote, type Result, refuse, refuseAll } from "../../core/errors.js";
import { BLOCK_LABELS } from "../../core/terraform/configuration/block-labels.js";
import { type HclBlock, type HclComment, hclLines } from "../../core/terraform/configuration/hcl-lines.js";
import { DEEPEST_DOCUMENT } from "../../core/terraform/document-depth.js";
import type { TerraformErrorCode } from "../../core/terraform/error-codes.js";

/** HCL as the JSON that means the same. */
export interface HclDocument {
  readonly json: unknown;
  /** The line of every block and argument, by JSON pointer. */
  readonly lines: ReadonlyMap<string, number>;
  /** Comments that speak to us. */
  readonly comments: readonly HclComment[];
  /** The blocks at the top. */
  readonly blocks: readonly HclBlock[];
}

/** The name under which the parser reports places; no message holds it otherwise. */
const PLACE = "\uE000";

/**
 * HCL as JSON: blocks are lists, expressions "${...}", as in "JSON Configuration Syntax".
 *
 * Problems: CORDON_CONFIGURATION_SYNTAX with line and column, CORDON_DOCUMENT_TOO_DEEP with the line.
 *
 * @param path how messages name the text
 */
export async function parseHcl(path: string, text: string): Promise<Result<HclDocument, TerraformErrorCode>> {
  const withoutMark = text.replace(/^\uFEFF/u, "");
  const { lines, tooDeep, comments, blocks } = hclLines(withoutMark);
  // The parser recurses; its stack would overflow.
  if (tooDeep !== undefined) return refuse(deeplyNested(`${path}:${tooDeep}`));
  const { parse } = await loadParser();
  try {
    return accept({ json: await parse(PLACE, withoutMark), lines, comments, blocks });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof RangeError || message.includes("call stack")) return refuse(deeplyNested(path));
    // The parser places what is not HCL; of blocks with and without labels it cannot make JSON.
    const labels = message.includes(PLACE) ? [] : labelProblems(path, blocks);
    return refuseAll(labels.length > 0 ? labels : syntaxProblems(message, path, withoutMark.split("\n")));
  }
}

/** The blocks of a file of configuration that do not have the labels of their type. */
export function labelProblems(path: string, blocks: readonly HclBlock[]): Problem<TerraformErrorCode>[] {
  return blocks.flatMap(({ type, labels, line }) => {
    const wanted = BLOCK_LABELS.get(type);
    if (wanted === undefined || wanted.length === labels) return [];
    const allowed = wanted.length === 0 ? "no label" : `labels for ${wanted.join(" and ")}`;
    return [
      {
        code: "CORDON_CONFIGURATION_SYNTAX",
        summary: `a ${type} block has other labels`,
        got: labels === 1 ? "1 label" : `${labels} labels`,
        allowed,
        fix: `write ${[type, ...wanted.map((name) => `"<${name}>"`)].join(" ")} { ... }`,
        where: `${path}:${line}`,
      },
    ];
  });
}

/** What we use of the parser. */
interface Parser {
  parse(name: string, text: string): Promise<unknown>;
}

/** Loads the parser, which takes a fifth of a second. Its own types would add those of browsers to every file. */
async function loadParser(): Promise<Parser> {
  return (await import("@cdktf/hcl2json" as string)) as Parser;
}

/** The parser's diagnostics, each "<place>:line,column-line,column: summary; detail". */
function syntaxProblems(
  message: string,
  path: string,
  lines: readonly string[],
): Problem<TerraformErrorCode>[] {
  const diagnostics = [
    ...message.matchAll(
      /\uE000:(\d+),(\d+)-[\d,]+: ([^;\uE000]*);? ?((?:[^\uE000]|\uE000:\d+,\d+-\d+(?:,\d+)?\.)*)/gu,
    ),
  ];
  if (diagnostics.length === 0) return [syntaxProblem(message, "the text", path)];
  return diagnostics.map(([, line = "", column = "", summary = "", detail = ""]) => {
    const written = lines[Number(line) - 1]?.trim() ?? "";
    const words = detail
      .replaceAll(/\uE000:(\d+),(\d+)-[\d,]+/gu, "$1:$2")
      .replace(/[\s\]]+$/u, "")
      .replaceAll(/\s+/gu, " ");
    const about = [summary, words]
      .filter((part) => part !== "")
      .join(": ")
      .replace(/\.$/u, "");
    return syntaxProblem(about, written, `${path}:${line}:${column}`);
  });
}

function syntaxProblem(about: string, got: string, where: string): Problem<TerraformErrorCode> {
  return {
    code: "CORDON_CONFIGURATION_SYNTAX",
    summary: `the text is not HCL: ${about.charAt(0).toLowerCase()}${about.slice(1)}`,
    got: quote(got),
    allowed: "blocks and arguments of the Terraform language",
    fix: "run terraform validate and mend what it says",
    where,
  };
}

function deeplyNested(where: string): Problem<TerraformErrorCode> {
  return {
    code: "CORDON_DOCUMENT_TOO_DEEP",
    summary: "the text is nested too deeply",
    got: `more than ${DEEPEST_DOCUMENT} levels of brackets and blocks`,
    allowed: `at most ${DEEPEST_DOCUMENT} levels`,
    fix: "check configuration that people or Terraform wrote",
    where,
  };
}
