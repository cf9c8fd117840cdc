import { CordonError } from "../errors.js";
import { AclSides } from "./deciding/acl-side.js";
import { type Actor, actorsOf } from "./deciding/actors.js";
import { SegmentCandidates } from "./deciding/candidates.js";
import { MOST_EDGES, outsideEdges, pairEdges, tooDense } from "./deciding/edges.js";
import { halfOpenRules } from "./deciding/half-open.js";
import { openEnds } from "./deciding/open-ends.js";
import { OutsideJudge } from "./deciding/outside.js";
import { PairJudge } from "./deciding/pair.js";
import { listPaths } from "./deciding/paths.js";
import { permitsByGroup } from "./deciding/permits.js";
import { redundantRules } from "./deciding/redundant.js";
import { Routing } from "./deciding/routing.js";
import { VpcLinks } from "./deciding/vpc-links.js";
import { WorkloadCandidates } from "./deciding/workload-candidates.js";
import type { Edge, Endpoint, Reachability } from "./decision.js";
import { INTERNET } from "./decision.js";
import { graphOf } from "./graph.js";
import type { NetworkModel } from "./model.js";

/**
 * What can reach what in the network.
 *
 * Every group is judged alone and every workload with the union of its groups; an edge needs both ends. Time and
 * memory grow with rules and edges, not with pairs. The rules of the decision: docs/reachability.md.
 *
 * @throws CordonError CORDON_NETWORK_TOO_DENSE where the network has more than a million edges
 */
export function decide(model: NetworkModel): Reachability {
  const links = new VpcLinks(model);
  const tables = {
    acls: new AclSides(),
    aclOf: (id: string) => model.networkAcls.get(id),
    routing: new Routing(model),
  };
  const judge = new PairJudge(links, tables);
  const outsideJudge = new OutsideJudge(model, links, tables);
  const permits = permitsByGroup(model);
  const { segments, workloads } = actorsOf(model, permits);
  const actors = [...segments, ...workloads];
  const order = new Map(actors.map((actor, index) => [actor, index]));
  const candidates = {
    segment: new SegmentCandidates(segments, links),
    workload: new WorkloadCandidates(workloads),
  };
  const outside = new Map<string, Endpoint>([[INTERNET, internetEndpoint()]]);
  const edges: Edge[] = [];
  const entering = new Map<string, Edge[]>();
  for (const actor of actors) {
    const before = edges.length;
    const found = candidates[actor.kind === "workload" ? "workload" : "segment"].of(actor);
    for (const to of inOrder(found, order)) push(edges, pairEdges(actor, to, judge));
    if (edges.length > MOST_EDGES) throw new CordonError([tooDense(actor, edges.length - before)]);
    for (const direction of ["egress", "ingress"] as const) {
      for (const { outside: end, edges: found } of outsideEdges(actor, direction, outsideJudge)) {
        if (!outside.has(end.id)) outside.set(end.id, outsideEndpoint(end.id, end.kind, model));
        if (direction === "egress") push(edges, found);
        else push(listAt(entering, end.id), found);
      }
    }
  }
  for (const end of outside.keys()) push(edges, entering.get(end) ?? []);
  const endpoints = [...actors.map((actor) => actorEndpoint(actor, model)), ...outside.values()];
  const unknown = [...model.unknown, ...openEnds(model, edges, actors)];
  return {
    endpoints,
    edges,
    ...listPaths(graphOf({ endpoints, edges })),
    halfOpen: halfOpenRules(model, segments, judge),
    unknown,
    redundant: redundantRules(permits),
  };
}

function inOrder(found: ReadonlySet<Actor>, order: ReadonlyMap<Actor, number>): Actor[] {
  return [...found].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
}

/** Appends without the argument limit of a spread. */
function push<Item>(list: Item[], items: readonly Item[]): void {
  for (const item of items) list.push(item);
}

function listAt<Key, Item>(map: Map<Key, Item[]>, key: Key): Item[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}

function actorEndpoint({ id, kind, workload }: Actor, model: NetworkModel): Endpoint {
  const described = workload ?? model.securityGroups.get(id);
  return { id, name: described?.name ?? id, kind, constructPath: described?.constructPath ?? null };
}

function internetEndpoint(): Endpoint {
  return { id: INTERNET, name: INTERNET, kind: "internet", constructPath: null };
}

function outsideEndpoint(id: string, kind: Endpoint["kind"], model: NetworkModel): Endpoint {
  const list = kind === "prefix-list" ? model.prefixLists.get(id) : undefined;
  return { id, name: list?.name ?? id, kind, constructPath: list?.constructPath ?? null };
}
