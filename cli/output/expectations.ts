import type { ExpectationResult, Hop } from "../../core/check/judge-expectations.js";
import { describeRun } from "../../core/reachability/edge-traffic.js";
import { andMore, type Shown } from "./shown.js";
import { count, indented } from "./text.js";

const INDENT = 9;

/** How much is shown of expectations that hold: their witnesses too, their names, or nothing. */
export type HeldForm = "whole" | "names" | "number";

/** Every expectation, refuted ones first, with the chain of rules that proves or refutes it. */
export function renderExpectations(shown: Shown, held: HeldForm = "whole"): string {
  const { report, most } = shown;
  if (report.expectations.length === 0)
    return indented("none stated; --expect <file> states what must and must not reach", 0, "", shown.width);
  const of = (holds: boolean | null): ExpectationResult[] =>
    report.expectations.filter((one) => one.holds === holds);
  const broken = [...of(false), ...of(null)];
  const proven = of(true);
  return [
    ...broken.slice(0, most).map((result) => renderExpectation(result, shown)),
    ...andMore(broken.length - most, "that does not hold", "that do not hold"),
    ...(held === "number" && proven.length > 0
      ? [`${count(proven.length, "expectation holds", "expectations hold")}`]
      : [
          ...proven
            .slice(0, most)
            .map((result) =>
              held === "names"
                ? indented(result.name, INDENT, "HOLDS", shown.width)
                : renderExpectation(result, shown),
            ),
          ...andMore(proven.length - most, "that holds", "that hold"),
        ]),
  ].join("\n");
}

function renderExpectation({ name, holds, witness, why }: ExpectationResult, shown: Shown): string {
  const { width } = shown;
  const mark = holds === null ? "UNKNOWN" : holds ? "HOLDS" : "BROKEN";
  const reason = why === null ? [] : [indented(why, INDENT, undefined, width)];
  return [
    indented(name, INDENT, mark, width),
    ...reason,
    ...witness.map((hop) => renderHop(hop, shown)),
  ].join("\n");
}

function renderHop(hop: Hop, { nameOf, width }: Shown): string {
  const doubt = hop.certainty === "always" ? "" : " (possible)";
  const head = `${nameOf(hop.from)} → ${nameOf(hop.to)} on ${describeRun(hop)}${doubt}`;
  return [
    indented(head, INDENT, undefined, width),
    ...hop.rules.map(({ rule, constructPath }) =>
      indented(constructPath ?? rule, 13, "           - ", width),
    ),
  ].join("\n");
}
