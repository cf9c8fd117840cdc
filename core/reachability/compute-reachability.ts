import { CordonError } from "../errors.js";
import { append, listAt } from "../json/append.js";
import type { Cidr } from "../network/cidr.js";
import { AclSides } from "./deciding/acl-side.js";
import { type Actor, type Actors, actorsOf } from "./deciding/actors.js";
import { SegmentCandidates } from "./deciding/candidates.js";
import { type BareJudges, deadFlows } from "./deciding/dead-flows.js";
import {
  blockEdges,
  entranceEdges,
  MOST_EDGES,
  outsideEdges,
  pairEdges,
  tooDense,
} from "./deciding/edges.js";
import { boundedEdges, withGrantRules } from "./deciding/granted-edges.js";
import { halfOpenRules } from "./deciding/half-open.js";
import { openArguments } from "./deciding/open-arguments.js";
import { openEnds } from "./deciding/open-ends.js";
import { OutsideJudge } from "./deciding/outside.js";
import { PairJudge } from "./deciding/pair.js";
import { listPaths } from "./deciding/paths.js";
import { permitsByGroup } from "./deciding/permits.js";
import { PublicAccess } from "./deciding/public-access.js";
import { redundantRules } from "./deciding/redundant.js";
import { Routing } from "./deciding/routing.js";
import { VpcLinks } from "./deciding/vpc-links.js";
import { WorkloadCandidates } from "./deciding/workload-candidates.js";
import { graphOf } from "./graph.js";
import type { NetworkModel } from "./model.js";
import type { Conversations, Edge, Endpoint, Reachability } from "./reachability.js";
import { INTERNET } from "./reachability.js";

/**
 * What can reach what in the network.
 *
 * Every group is judged alone and every workload with the union of its groups; an edge needs both ends. Time and
 * memory grow with rules and edges, not with pairs. The rules of the decision: docs/reachability.md.
 *
 * @throws CordonError CORDON_NETWORK_TOO_DENSE where the network has more than a million edges
 */
export function computeReachability(model: NetworkModel): Reachability {
  const permits = permitsByGroup(model);
  const actors = actorsOf(model, permits);
  const judges = judgesOf(model);
  const standing = withOpenArguments(model, actors, conversations(model, actors, judges));
  const found = model.grantRules.length === 0 ? standing : withGrants(model, standing);
  const halfOpen = halfOpenRules(model, actors.segments, judges.pair);
  return {
    ...found,
    ...listPaths(graphOf(found)),
    halfOpen,
    redundant: redundantRules(permits),
    deadFlows: deadFlows(model, actors.workloads, { ...found, halfOpen }, judges.bare),
  };
}

/** The conversations with the arguments that leave some of them open. */
function withOpenArguments(
  model: NetworkModel,
  { segments, workloads }: Actors,
  found: Conversations,
): Conversations {
  const byId = new Map([...segments, ...workloads].map((actor) => [actor.id, actor]));
  const open = openArguments(model, found.edges, byId, (changed, isJudged) => {
    const actors = actorsOf(changed, permitsByGroup(changed));
    return conversations(changed, actors, judgesOf(changed), { isJudged }).edges;
  });
  return open.length === 0 ? found : { ...found, unknown: [...found.unknown, ...open] };
}

/**
 * The conversations with those that grants may open. That they are only possible leaves nothing open: the input says by
 * whom and for how long.
 */
function withGrants(model: NetworkModel, standing: Conversations): Conversations {
  const granted = withGrantRules(model);
  const found = conversations(granted, actorsOf(granted, permitsByGroup(granted)), judgesOf(granted));
  return {
    endpoints: found.endpoints,
    edges: boundedEdges(model, found.edges, standing.edges),
    unknown: standing.unknown,
  };
}

/**
 * The conversations of a network that differs from a decided one in the rules of one group: those that {@link computeReachability}
 * finds, in another order, at the cost of those that the group takes part in.
 *
 * @param group id of the group whose rules differ
 * @param before the conversations of the other network; outside ends that nobody names any more stay listed
 * @throws CordonError CORDON_NETWORK_TOO_DENSE
 */
export function decideChange(changed: NetworkModel, group: string, before: Conversations): Conversations {
  const model = withGrantRules(changed);
  return conversations(model, actorsOf(model, permitsByGroup(model)), judgesOf(model), {
    isJudged: ({ profile }) => profile.includes(group),
    before,
  });
}

/**
 * The conversations of one outside block, which no rule need name, with everything in the network.
 *
 * Blocks of the internet need none of this: what the internet may do, each of its addresses may do.
 */
export function blockConversations(
  model: NetworkModel,
  block: Cidr,
): Pick<Conversations, "endpoints" | "edges"> {
  const { segments, workloads } = actorsOf(model, permitsByGroup(model));
  const { outside } = judgesOf(model);
  const edges = [...segments, ...workloads].flatMap((actor) =>
    (["egress", "ingress"] as const).flatMap((direction) => blockEdges(actor, direction, block, outside)),
  );
  return { endpoints: [{ id: block.text, name: block.text, kind: "cidr", constructPath: null }], edges };
}

interface Judges {
  readonly links: VpcLinks;
  readonly pair: PairJudge;
  readonly bare: BareJudges;
  readonly outside: OutsideJudge;
}

function judgesOf(model: NetworkModel): Judges {
  const links = new VpcLinks(model);
  const tables = {
    model,
    acls: new AclSides(),
    aclOf: (id: string) => model.networkAcls.get(id),
    routing: new Routing(model),
    publicAccess: new PublicAccess(model),
  };
  const routed = { ...tables, aclOf: () => undefined };
  const rules = { ...routed, routing: new Routing({ ...model, routeTables: new Map() }) };
  return {
    links,
    pair: new PairJudge(links, tables),
    bare: { rules: new PairJudge(links, rules), routed: new PairJudge(links, routed) },
    outside: new OutsideJudge(model, links, tables),
  };
}

function conversations(
  model: NetworkModel,
  { segments, workloads }: Actors,
  judges: Judges,
  change?: { readonly isJudged: (actor: Actor) => boolean; readonly before?: Conversations },
): Conversations {
  const actors = [...segments, ...workloads];
  const byId = new Map(actors.map((actor) => [actor.id, actor]));
  const order = new Map(actors.map((actor, index) => [actor, index]));
  const isJudged = (actor: Actor): boolean => change === undefined || change.isJudged(actor);
  const candidates = {
    segment: new SegmentCandidates(segments, judges.links),
    workload: new WorkloadCandidates(workloads),
  };
  const outside = new Map<string, Endpoint>([[INTERNET, internetEndpoint()]]);
  const edges: Edge[] = [];
  const entering = new Map<string, Edge[]>();
  for (const actor of actors) {
    const before = edges.length;
    const found = [...candidates[actor.kind === "workload" ? "workload" : "segment"].of(actor)];
    const judged = isJudged(actor) ? found : found.filter(isJudged);
    for (const to of inOrder(judged, order)) append(edges, pairEdges(actor, to, judges.pair));
    if (edges.length > MOST_EDGES) throw new CordonError([tooDense(actor, edges.length - before)]);
    if (!isJudged(actor)) continue;
    for (const direction of ["egress", "ingress"] as const) {
      for (const { outside: end, edges: found } of outsideEdges(actor, direction, judges.outside)) {
        if (!outside.has(end.id)) outside.set(end.id, outsideEndpoint(end.id, end.kind, model));
        if (direction === "egress") append(edges, found);
        else append(listAt(entering, end.id), found);
      }
    }
  }
  for (const entrance of model.entrances) {
    const actor = byId.get(entrance.workload);
    if (actor === undefined || !isJudged(actor)) continue;
    for (const edge of entranceEdges(entrance)) {
      if (!outside.has(edge.from)) outside.set(edge.from, outsideEndpoint(edge.from, "cidr", model));
      listAt(entering, edge.from).push(edge);
    }
  }
  for (const end of outside.keys()) append(edges, entering.get(end) ?? []);
  if (change?.before !== undefined) {
    const { before } = change;
    const isKept = (id: string): boolean => {
      const actor = byId.get(id);
      return actor === undefined || !isJudged(actor);
    };
    const kept = before.edges.filter(({ from, to }) => isKept(from) && isKept(to));
    append(edges, kept);
    for (const endpoint of before.endpoints)
      if (!byId.has(endpoint.id) && !outside.has(endpoint.id)) outside.set(endpoint.id, endpoint);
  }
  return {
    endpoints: [...actors.map((actor) => actorEndpoint(actor, model)), ...outside.values()],
    edges,
    unknown: [...model.unknown, ...openEnds(model, edges, byId)],
  };
}

function inOrder(found: readonly Actor[], order: ReadonlyMap<Actor, number>): Actor[] {
  return [...found].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
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
