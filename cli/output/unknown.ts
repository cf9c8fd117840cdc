import { possibleEdges, type UnknownCause, unknownCauses } from "../../core/check/causes.js";
import { describeRun } from "../../core/reachability/edge-traffic.js";
import type { Edge } from "../../core/reachability/reachability.js";
import { nameFrom } from "./names.js";
import { andMore, type Shown } from "./shown.js";
import { count, indented } from "./text.js";

/** Resources of one cause that a line names. */
const NAMED = 3;
/** Rules of one reason that are listed. */
const RULES_OF_REASON = 2;

/** What the input leaves open, by cause: first what leaves most conversations open. */
export function renderUnknown({ report, network, most }: Shown): string {
  const causes = unknownCauses(report, network);
  return [
    ...causes.slice(0, most).map((cause) => indented(describeCause(cause), 2, "? ")),
    ...andMore(causes.length - most, "causes"),
  ].join("\n");
}

/** What to resolve first: the cause that leaves most conversations open. Undefined where none leaves any open. */
export function resolveFirst({ report, network }: Pick<Shown, "report" | "network">): string | undefined {
  const [cause] = unknownCauses(report, network);
  return cause === undefined || cause.edges === 0 ? undefined : describeCause(cause);
}

/** "aws_instance.a, aws_instance.b and 3 more: some of its groups are not known (leaves 12 conversations only possible)". */
export function describeCause({ why, resources, edges }: UnknownCause): string {
  const effect = edges === 0 ? "" : ` (leaves ${count(edges, "conversation")} only possible)`;
  // Of what is not known itself, its name is the reason.
  const concerned = resources.filter((resource) => why !== `${resource} is not known`);
  return concerned.length === 0 ? `${why}${effect}` : `${named(concerned)}: ${why}${effect}`;
}

/** The conversations that are only possible, by the reason and then by the rules that let them pass. */
export function renderPossible({ report, network, most }: Shown): string {
  const nameOf = nameFrom(report);
  const reasons = possibleEdges(report, network);
  const lines = reasons.slice(0, most).map(({ why, byRule, count: edges }) =>
    [
      indented(`${count(edges, "conversation")}: ${why}`, 2, "? "),
      ...byRule.slice(0, RULES_OF_REASON).map(({ because, edges: own }) => {
        const [first] = own;
        const rest = own.length > 1 ? ` and ${(own.length - 1).toLocaleString("en-US")} more` : "";
        const said = first === undefined ? "" : `${describeEdge(first, nameOf)}${rest}`;
        return indented(because.length === 0 ? said : `${said}, by ${named(because)}`, 4, "  - ");
      }),
      ...andMore(byRule.length - RULES_OF_REASON, "rules").map((line) => indented(line, 4)),
    ].join("\n"),
  );
  return [...lines, ...andMore(reasons.length - most, "reasons")].join("\n");
}

/** "app → db on tcp/5432". */
export function describeEdge(edge: Edge, nameOf: (id: string) => string): string {
  return `${nameOf(edge.from)} → ${nameOf(edge.to)} on ${describeRun(edge)}`;
}

function named(resources: readonly string[]): string {
  const rest = resources.length - NAMED;
  const first = resources.slice(0, NAMED).join(", ");
  return rest > 0 ? `${first} and ${rest.toLocaleString("en-US")} more` : first;
}
