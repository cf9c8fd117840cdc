import { fileURLToPath } from "node:url";
import { equivalentsText, RULE_PAGES, type RulePage } from "../../core/check/rule-pages.js";
import { CordonError } from "../../core/errors.js";
import { unknownRule, withPrefix } from "../../core/guardrails/selection.js";
import { EXIT } from "../output/exit-codes.js";
import { headline, indented, widthOf } from "../output/text.js";
import type { Streams } from "../streams.js";
import { RULE_DOCUMENT } from "./display-options.js";

const INDENT = 13;

/**
 * Runs `cordon explain` and returns its exit code.
 * @throws CordonError CORDON_GUARDRAIL_NAME_UNKNOWN
 */
export async function runExplain(
  [id]: readonly [id: string],
  _options: object,
  { out }: Streams,
): Promise<number> {
  const page = RULE_PAGES.find((one) => one.id === withPrefix(id));
  if (page === undefined)
    throw new CordonError([
      unknownRule(
        id,
        "<rule>",
        RULE_PAGES.map((one) => one.id),
      ),
    ]);
  await out.write(pageText(page, widthOf(out.columns)));
  return EXIT.clean;
}

function pageText({ id, title, severity, why, fix, equivalents }: RulePage, width: number): string {
  const same = equivalents === undefined ? "" : equivalentsText(equivalents);
  const rows = [
    ["Severity", severity],
    ["Why", why],
    ["Fix", fix],
    ...(same === "" ? [] : [["Equivalents", same]]),
    ["Document", `${fileURLToPath(RULE_DOCUMENT)}#${id.toLowerCase()}`],
  ] as const;
  return [
    headline(`${id}  ${title}`, width),
    ...rows.map(([name = "", text = ""]) => indented(text, INDENT, name, width)),
    "",
  ].join("\n");
}
