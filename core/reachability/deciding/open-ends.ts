import type { UnknownItem } from "../../terraform/resource.js";
import type { NetworkModel } from "../model.js";
import type { Edge } from "../reachability.js";
import type { Actor } from "./actors.js";

/**
 * The VPCs whose address blocks are not in the input although an edge depends on them, and the workloads of which it is not
 * known in which subnet they stand.
 *
 * What is only named is not an open end by itself: references between groups need neither addresses nor routes.
 */
export function openEnds(
  model: NetworkModel,
  edges: readonly Edge[],
  byId: ReadonlyMap<string, Actor>,
): UnknownItem[] {
  const vpcs = new Set<string>();
  const misplaced = new Set<string>();
  for (const edge of edges) {
    if (edge.certainty === "always") continue;
    const [from, to] = [byId.get(edge.from), byId.get(edge.to)];
    // Where its groups are not known either, that is listed already.
    for (const actor of [from, to])
      if (
        actor?.workload?.groupsComplete === true &&
        actor.places.some(({ subnet }) => subnet?.open === true)
      )
        misplaced.add(actor.id);
    // With an end outside the input, that end is the reason.
    if (from === undefined || to === undefined || from.kind === "unknown" || to.kind === "unknown") continue;
    for (const actor of [from, to]) {
      if (actor.places.some((place) => !place.rangeKnown)) vpcs.add(actor.vpc);
    }
  }
  const blocks = [...vpcs].map((resource) => ({
    resource,
    why: model.vpcs.has(resource)
      ? "its address blocks are not in the input, and edges depend on them"
      : "the VPC is not in the input, and edges depend on its addresses",
  }));
  const why = "in which subnet it stands is not known, and edges depend on it";
  return [...blocks, ...[...misplaced].map((resource) => ({ resource, why }))];
}
