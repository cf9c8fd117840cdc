import type { CheckedNetwork } from "../reachability/checked-network.js";
import type { Edge } from "../reachability/reachability.js";
import type { UnknownItem } from "../terraform/resource.js";
import type { Report } from "./report.js";

/** What the reasons are found in. */
type Open = Pick<Report, "edges" | "unknown">;

/** One reason for which something is UNKNOWN, with all that it concerns. */
export interface UnknownCause {
  readonly why: string;
  readonly resources: readonly string[];
  /** Edges of the report that it makes only possible. */
  readonly edges: number;
}

/** Possible edges with the same reason, by the rules that let them pass. */
export interface PossibleEdges {
  readonly why: string;
  readonly byRule: readonly { readonly because: readonly string[]; readonly edges: readonly Edge[] }[];
  readonly count: number;
}

/** Of an edge that is only possible although everything that it needs is read. */
const SOME_ADDRESSES =
  "it holds for some of the addresses that the ends may have, or depends on what is not in the input";

/** What is UNKNOWN by its cause: first what leaves most edges open, then what concerns most resources. */
export function unknownCauses(report: Open, network: CheckedNetwork): UnknownCause[] {
  const resources = new Map<string, string[]>();
  for (const item of report.unknown) append(resources, causeOf(item, network), item.resource);
  const touched = new Map<string, number>();
  const whysOf = whysByEdge(report.unknown, network);
  for (const edge of report.edges)
    if (isOpen(edge)) for (const why of whysOf(edge)) touched.set(why, (touched.get(why) ?? 0) + 1);
  return [...resources]
    .map(([why, own]) => ({ why, resources: own, edges: touched.get(why) ?? 0 }))
    .sort((a, b) => b.edges - a.edges || b.resources.length - a.resources.length);
}

/** The end of a rule that is not known: the reader's own words. */
const OPEN_END = /^its other end, (.*), is not known$/s;

/** The reason in a form that is the same for everything that one unresolved thing leaves open. */
function causeOf({ resource, why }: UnknownItem, network: CheckedNetwork): string {
  const [, end] = OPEN_END.exec(why) ?? [];
  if (end !== undefined) return `${end} is not known`;
  return network.endpoints.get(resource)?.kind === "unknown" ? `${resource} is not known` : why;
}

/** The edges that are only possible, by reason, then by rule; those that only grants open are left out. */
export function possibleEdges(report: Open, network: CheckedNetwork): PossibleEdges[] {
  const byReason = new Map<string, Map<string, Edge[]>>();
  const whysOf = whysByEdge(report.unknown, network);
  for (const edge of report.edges) {
    if (!isOpen(edge)) continue;
    const why = whysOf(edge)[0] ?? SOME_ADDRESSES;
    const byRule = byReason.get(why) ?? new Map<string, Edge[]>();
    byReason.set(why, byRule);
    append(byRule, edge.because.join("\n"), edge);
  }
  return [...byReason]
    .map(([why, byRule]) => {
      const groups = [...byRule.values()].map((edges) => ({ because: edges[0]?.because ?? [], edges }));
      groups.sort((a, b) => b.edges.length - a.edges.length);
      return { why, byRule: groups, count: groups.reduce((sum, { edges }) => sum + edges.length, 0) };
    })
    .sort((a, b) => b.count - a.count);
}

function isOpen({ certainty, grants }: Edge): boolean {
  return certainty === "possible" && grants === undefined;
}

/** The reasons that bear on an edge: of its rules, then of its ends and the groups that they carry. */
function whysByEdge(unknown: readonly UnknownItem[], network: CheckedNetwork): (edge: Edge) => string[] {
  const whys = new Map<string, string[]>();
  for (const item of unknown) append(whys, item.resource, causeOf(item, network));
  const ofEnd = (id: string): string[] => {
    const { workloads, vpcs, subnets, securityGroups } = network.model;
    const workload = workloads.get(id);
    const vpc = workload?.vpc ?? securityGroups.get(id)?.vpc;
    const near = [id, ...(workload?.groups ?? []), ...(workload?.subnets ?? [])];
    const tables = (workload?.subnets ?? []).flatMap((subnet) => {
      const { routeTable, networkAcl } = subnets.get(subnet) ?? {};
      return [routeTable, networkAcl].filter((one) => typeof one === "string");
    });
    const own = [...near, ...tables, ...(vpc === undefined ? [] : [vpc])].flatMap(
      (one) => whys.get(one) ?? [],
    );
    if (network.endpoints.get(id)?.kind === "unknown") own.push(`${id} is not known`);
    if (vpc !== undefined && vpcs.get(vpc)?.identified === false)
      own.push(`the VPC ${vpc} is not in the input`);
    return own;
  };
  return (edge) => {
    const ofRules = edge.because.flatMap((id) => {
      const rule = network.rules.get(id);
      // A rule that may be of several groups stands once for each; the one that was written names what is not known.
      const written = network.rules.get(rule?.resource ?? id)?.group;
      const named = [
        id,
        ...(rule === undefined ? [] : [rule.resource, rule.group]),
        ...(written === undefined ? [] : [written]),
      ];
      return named.flatMap((one) => whys.get(one) ?? []);
    });
    const all = [...ofRules, ...ofEnd(edge.from), ...ofEnd(edge.to)];
    return [...new Set(all.filter((why) => !why.startsWith("CORDON-") && !why.startsWith("expectation ")))];
  };
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}
