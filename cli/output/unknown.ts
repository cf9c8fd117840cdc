import { possibleEdges, type UnknownCause, unknownCauses } from "../../core/check/causes.js";
import { describeRun } from "../../core/reachability/edge-traffic.js";
import type { Edge } from "../../core/reachability/reachability.js";
import { andMore, inWords, type Shown } from "./shown.js";
import { count, indented } from "./text.js";

/** Resources of one cause that a line names. */
const NAMED = 3;
/** Rules of one reason that are listed. */
const RULES_OF_REASON = 2;

/**
 * What the input leaves open, by cause: first what leaves most conversations open.
 *
 * @param first how many causes, each with one of its resources @default - as many as a list shows, with a few
 */
export function renderUnknown(shown: Shown, first?: number): string {
  const { report, network, most, width } = shown;
  const causes = unknownCauses(report, network);
  const listed = Math.min(most, first ?? most);
  return [
    ...causes
      .slice(0, listed)
      .map((cause) =>
        indented(inWords(describeCause(cause, first === undefined ? NAMED : 1), shown), 2, "? ", width),
      ),
    ...andMore(causes.length - listed, "cause"),
  ].join("\n");
}

/** What to resolve first: the cause that leaves most conversations open. Undefined where none leaves any open. */
export function resolveFirst({
  report,
  network,
  nameOf,
  hasSource,
}: Pick<Shown, "report" | "network" | "nameOf" | "hasSource">): string | undefined {
  const [cause] = unknownCauses(report, network);
  if (cause === undefined || cause.edges === 0) return undefined;
  const { why, resources, edges } = cause;
  const hint =
    network.model.source === "plan" && !hasSource ? "; --source <dir> gives a plan its configuration" : "";
  const what = resources.length === 0 ? why : named(resources, 1);
  return `${inWords(what, { nameOf })}, which leaves ${count(edges, "conversation")} only possible${hint}`;
}

/** "aws_instance.a, aws_instance.b and 3 more: some of its groups are not known (leaves 12 conversations only possible)". */
export function describeCause({ why, resources, edges }: UnknownCause, most = NAMED): string {
  const effect = edges === 0 ? "" : ` (leaves ${count(edges, "conversation")} only possible)`;
  // Of what is not known itself, its name is the reason.
  const concerned = resources.filter((resource) => why !== `${resource} is not known`);
  return concerned.length === 0 ? `${why}${effect}` : `${named(concerned, most)}: ${why}${effect}`;
}

/** The conversations that are only possible, by the reason and then by the rules that let them pass. */
export function renderPossible(shown: Shown): string {
  const { report, seen, network, most, nameOf, width } = shown;
  const reasons = possibleEdges({ edges: seen.edges, unknown: report.unknown }, network);
  const lines = reasons.slice(0, most).map(({ why, byRule, count: edges }) =>
    [
      indented(`${count(edges, "conversation")}: ${inWords(why, shown)}`, 2, "? ", width),
      ...byRule.slice(0, RULES_OF_REASON).map(({ because, edges: own }) => {
        const [first] = own;
        const rest = own.length > 1 ? ` and ${(own.length - 1).toLocaleString("en-US")} more` : "";
        const said = first === undefined ? "" : `${describeEdge(first, nameOf)}${rest}`;
        return indented(because.length === 0 ? said : `${said}, by ${named(because)}`, 4, "  - ", width);
      }),
      ...andMore(byRule.length - RULES_OF_REASON, "rule").map((line) => indented(line, 4, undefined, width)),
    ].join("\n"),
  );
  return [...lines, ...andMore(reasons.length - most, "reason")].join("\n");
}

/** "app → db on tcp/5432". */
export function describeEdge(edge: Edge, nameOf: (id: string) => string): string {
  return `${nameOf(edge.from)} → ${nameOf(edge.to)} on ${describeRun(edge)}`;
}

function named(resources: readonly string[], most = NAMED): string {
  const rest = resources.length - most;
  const first = resources.slice(0, most).join(", ");
  return rest > 0 ? `${first} and ${rest.toLocaleString("en-US")} more` : first;
}
