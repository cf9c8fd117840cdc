import { unknownCauses } from "../../core/check/causes.js";
import { worstFirst } from "../../core/guardrails/finding.js";
import { placeText, type Shown } from "./shown.js";
import { printable } from "./text.js";
import { describeCause } from "./unknown.js";
import { limits, renderSummary } from "./verdict.js";

/** The short form: the verdict, then one line a refuted expectation, a finding, and a cause of UNKNOWN, as compilers write them. */
export function renderCompact(shown: Shown): string {
  const { report, network, conclusion, placeOf } = shown;
  const at = (id?: string): string => {
    const place = placeText(placeOf(id));
    return place === "" ? "" : `${place}: `;
  };
  const open = worstFirst(report.findings.filter(({ acknowledged }) => acknowledged === null));
  return [
    `${conclusion}: ${renderSummary(report)}`,
    ...limits(report),
    ...report.expectations
      .filter(({ holds }) => holds === false)
      .map(({ name, why, witness }) => {
        const rule = witness.flatMap(({ rules }) => rules)[0];
        return `${at(rule?.rule)}broken expectation: ${name}${why === null ? "" : `: ${why}`}`;
      }),
    ...open.map(
      ({ rule, severity, resource, message }) => `${at(resource)}${severity} ${rule} ${resource}: ${message}`,
    ),
    ...unknownCauses(report, network).map((cause) => `unknown: ${describeCause(cause)}`),
  ]
    .map((line) => `${printable(line)}\n`)
    .join("");
}
