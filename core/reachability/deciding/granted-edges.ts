import type { NetworkModel } from "../model.js";
import type { Edge, GrantBound } from "../reachability.js";

/** The model in which every flow is possible that a grant may open. */
export function withGrantRules(model: NetworkModel): NetworkModel {
  if (model.grantRules.length === 0) return model;
  return { ...model, possibleRules: [...model.possibleRules, ...model.grantRules] };
}

/**
 * The edges of a network with its grants, those that grants make possible with their bounds.
 *
 * @param edges of the network in which every grant is possible
 * @param without edges of the network in which nothing is granted: what they hold has no bound
 */
export function boundedEdges(
  { grantRules }: NetworkModel,
  edges: readonly Edge[],
  without: readonly Edge[],
): Edge[] {
  const bounds = new Map(grantRules.flatMap(({ id, grant }) => (grant === undefined ? [] : [[id, grant]])));
  const standing = new Map(without.map((edge) => [keyOf(edge), edge]));
  return edges.map((edge) => {
    const known = standing.get(keyOf(edge));
    if (known !== undefined) return known;
    const grants = new Map<string, GrantBound>();
    for (const rule of edge.because) {
      const grant = bounds.get(rule);
      if (grant !== undefined) grants.set(rule.replace(/\.(?:egress|ingress)$/, ""), grant);
    }
    return grants.size === 0 ? edge : { ...edge, grants: [...grants.values()] };
  });
}

function keyOf({ from, to, protocol, fromPort, toPort, family, certainty, icmpTypes }: Edge): string {
  return [from, to, protocol, fromPort, toPort, family, certainty, JSON.stringify(icmpTypes)].join("\n");
}
