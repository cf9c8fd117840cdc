import type { CheckedNetwork } from "../../reachability/checked-network.js";
import { describeRun, edgeTraffic } from "../../reachability/edge-traffic.js";
import { chain, graphOf, pathTree } from "../../reachability/graph.js";
import { SENSITIVE_SERVICES } from "../../reachability/metrics/service.js";
import { type Edge, INTERNET } from "../../reachability/reachability.js";
import { type Guardrail, violated } from "../guardrail.js";

/** CORDON-NET-027: One host stands between the internet and a data port. */
export const chainToData: Guardrail = {
  id: "CORDON-NET-027",
  title: "One host stands between the internet and a data port",
  severity: "low",
  why: "Whoever takes over that one host gets to the data; every rule looks harmless by itself, only the chain shows it.",
  fix: "Put a tier between that host and the data, as frontend, app and db; or acknowledge the chain with the reason why the host is trusted that far.",
  equivalents: { checkov: [], trivy: [], cdkNag: [], cis: [], nist: ["AC-4", "SC-7(21)"] },
  *check(network) {
    const chains = chainsOf(network);
    const edges = edgesOf(network, chains);
    for (const hosts of chains) {
      const hops = hosts.slice(1).map((to, at) => {
        const runs = edges.get(`${hosts[at]}\n${to}`) ?? [];
        return `${to} (${runs.map(describeRun).join(", ")})`;
      });
      yield violated(hosts.at(-1) ?? "", [INTERNET, ...hops].join(" -> "));
    }
  },
};

/** Services that hold data. */
const DATA = SENSITIVE_SERVICES.filter(({ kind }) => kind !== "administration");

/**
 * A chain to each end that takes a data port from a host which the internet reaches by itself: one for all with the
 * same groups. Behind one more tier it is the way every three-tier network goes, and no defect.
 */
function chainsOf(network: CheckedNetwork): (readonly string[])[] {
  const { reachability, model } = network;
  const graph = graphOf(reachability, "always");
  const source = graph.indexOf.get(INTERNET);
  if (source === undefined) return [];
  const tree = pathTree(graph, source);
  const carried = new Set([...model.workloads.values()].flatMap(({ groups }) => groups));
  const best = new Map<string, readonly string[]>();
  for (const edge of reachability.edges) {
    const [from, to] = [graph.indexOf.get(edge.from), graph.indexOf.get(edge.to)];
    if (edge.certainty !== "always" || from === undefined || to === undefined) continue;
    if (graph.passable[from] !== true || graph.passable[to] !== true) continue;
    // A group that workloads carry is judged by them, and what the internet reaches itself is a finding of its own.
    if (tree.hops[from] !== 1 || tree.hops[to] === 1 || carried.has(edge.to) || !isForData(edge)) continue;
    const key = model.workloads.get(edge.to)?.groups.join() ?? edge.to;
    if (!best.has(key)) best.set(key, [...chain(graph, tree, from), edge.to]);
  }
  return [...best.values()];
}

function isForData(edge: Edge): boolean {
  const traffic = edgeTraffic(edge);
  return DATA.some((service) => service.traffic.intersects(traffic));
}

/** The certain edges of each hop. */
function edgesOf(
  { reachability }: CheckedNetwork,
  chains: readonly (readonly string[])[],
): ReadonlyMap<string, Edge[]> {
  const edges = new Map<string, Edge[]>();
  for (const hosts of chains)
    for (const [at, to] of hosts.slice(1).entries()) edges.set(`${hosts[at]}\n${to}`, []);
  for (const edge of reachability.edges)
    if (edge.certainty === "always") edges.get(`${edge.from}\n${edge.to}`)?.push(edge);
  return edges;
}
