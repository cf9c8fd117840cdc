import { listAt } from "../../json/append.js";
import { AddressSet } from "../../network/address-set.js";
import type { Knowledge } from "../../terraform/knowledge.js";
import type { UnknownItem } from "../../terraform/resource.js";
import { edgeTraffic } from "../edge-traffic.js";
import type { NetworkModel, OpenArgument } from "../model.js";
import type { Edge } from "../reachability.js";
import type { Actor } from "./actors.js";
import { unionOf } from "./traffic-sweep.js";

/** The edges of a model, as far as they touch the actors that are judged. */
export type Decide = (model: NetworkModel, isJudged: (actor: Actor) => boolean) => readonly Edge[];

/** What arguments leave open, the same thing of several workloads, VPCs or peerings. */
interface Question {
  /** What the argument decides. */
  readonly decides: string;
  /** The arguments, by the key of what they leave open. */
  readonly open: ReadonlyMap<string, readonly OpenArgument[]>;
  /** The keys of all that an edge between these may depend on; an end outside the network has no actor. */
  keysOf(from: Actor | undefined, to: Actor | undefined): readonly string[];
  /** Whether edges of the actor may depend on one of the keys. */
  concerns(actor: Actor, keys: ReadonlySet<string>): boolean;
  /** The network with this answer in every place that is open. */
  answered(answer: Knowledge): NetworkModel;
}

/**
 * The arguments that the input does not determine and for which alone an edge is only possible: with one answer it is
 * certain, or gone, and with the other it is not.
 *
 * @param edges those of the model as it is
 * @param byId its actors
 */
export function openArguments(
  model: NetworkModel,
  edges: readonly Edge[],
  byId: ReadonlyMap<string, Actor>,
  decide: Decide,
): UnknownItem[] {
  const items = new Map<string, UnknownItem>();
  for (const question of [publicAddresses(model), ipv6Addresses(model), ipv6Blocks(model), regions(model)]) {
    const touched = new Map<string, Edge[]>();
    if (question.open.size > 0)
      for (const edge of edges)
        if (edge.certainty === "possible")
          for (const key of new Set(question.keysOf(byId.get(edge.from), byId.get(edge.to))))
            if (question.open.has(key)) listAt(touched, key).push(edge);
    if (touched.size === 0) continue;
    const keys = new Set(touched.keys());
    const [yes, no] = (["yes", "no"] as const).map((answer) =>
      byPair(decide(question.answered(answer), (actor) => question.concerns(actor, keys))),
    );
    for (const [key, own] of touched) {
      if (own.every((edge) => traceOf(edge, yes) === traceOf(edge, no))) continue;
      for (const argument of question.open.get(key) ?? []) {
        const item = { resource: argument.resource, why: whyOf(argument, question.decides) };
        items.set(`${item.resource} ${item.why}`, item);
      }
    }
  }
  return [...items.values()];
}

function whyOf({ argument, expression }: OpenArgument, decides: string): string {
  const written = expression === undefined ? "" : ` (${expression})`;
  return `${argument}${written} is not known; it decides ${decides}, and edges depend on it`;
}

function publicAddresses(model: NetworkModel): Question {
  return ofWorkloads(model, "publicIpv4", "whether there is a public IPv4 address");
}

function ipv6Addresses(model: NetworkModel): Question {
  return ofWorkloads(model, "hasIpv6", "whether there is an IPv6 address");
}

function ofWorkloads(model: NetworkModel, what: "publicIpv4" | "hasIpv6", decides: string): Question {
  const workloads = [...model.workloads.values()].filter(
    // Of a workload whose groups are not known, that is listed already.
    ({ [what]: has, groupsComplete, open }) =>
      has === "unknown" && groupsComplete && (open?.[what] ?? []).length > 0,
  );
  return {
    decides,
    open: new Map(workloads.map(({ id, open }) => [id, open?.[what] ?? []])),
    keysOf: (from, to) => [from, to].flatMap((actor) => (actor?.workload === undefined ? [] : [actor.id])),
    concerns: ({ id }, keys) => keys.has(id),
    answered: (answer) => ({
      ...model,
      workloads: replaced(
        model.workloads,
        workloads.map((workload) => ({ ...workload, [what]: answer })),
      ),
    }),
  };
}

function ipv6Blocks(model: NetworkModel): Question {
  const vpcs = [...model.vpcs.values()].filter(({ openIpv6 = [] }) => openIpv6.length > 0);
  return {
    decides: "whether the VPC has an IPv6 block",
    open: new Map(vpcs.map(({ id, openIpv6 = [] }) => [id, openIpv6])),
    keysOf: (from, to) => [from, to].flatMap(vpcsOf),
    concerns: (actor, keys) => vpcsOf(actor).some((vpc) => keys.has(vpc)),
    answered: (hasIpv6) => ({
      ...model,
      vpcs: replaced(
        model.vpcs,
        vpcs.map((vpc) => ({ ...vpc, hasIpv6, ipv6: hasIpv6 === "no" ? AddressSet.EMPTY : vpc.ipv6 })),
      ),
    }),
  };
}

function regions(model: NetworkModel): Question {
  const open = new Map<string, OpenArgument[]>();
  const ends = new Map<string, readonly string[]>();
  for (const { requester, accepter, openRegion = [] } of model.peerings) {
    if (openRegion.length === 0) continue;
    const key = pairOf(requester, accepter);
    for (const argument of openRegion) listAt(open, key).push(argument);
    ends.set(key, [requester, accepter]);
  }
  return {
    decides: "whether groups of both VPCs may name each other",
    open,
    keysOf: (from, to) => vpcsOf(from).flatMap((one) => vpcsOf(to).map((other) => pairOf(one, other))),
    concerns: (actor, keys) =>
      [...keys].some((key) => vpcsOf(actor).some((vpc) => ends.get(key)?.includes(vpc))),
    answered: (sameRegion) => ({
      ...model,
      peerings: model.peerings.map((one) => (one.openRegion === undefined ? one : { ...one, sameRegion })),
    }),
  };
}

function vpcsOf(actor: Actor | undefined): string[] {
  return actor === undefined ? [] : [actor.vpc, ...actor.elsewhere.map(({ vpc }) => vpc)];
}

function pairOf(one: string, other: string): string {
  return [one, other].sort().join("\n");
}

function replaced<T extends { readonly id: string }>(
  all: ReadonlyMap<string, T>,
  changed: readonly T[],
): ReadonlyMap<string, T> {
  return new Map([...all, ...changed.map((one) => [one.id, one] as const)]);
}

function byPair(edges: readonly Edge[]): ReadonlyMap<string, readonly Edge[]> {
  const pairs = new Map<string, Edge[]>();
  for (const edge of edges) listAt(pairs, `${edge.from}\n${edge.to}`).push(edge);
  return pairs;
}

/** What passes of an edge's own packets, for certain and perhaps, by IP version. */
function traceOf(edge: Edge, pairs: ReadonlyMap<string, readonly Edge[]> | undefined): string {
  const all = pairs?.get(`${edge.from}\n${edge.to}`) ?? [];
  const own = edgeTraffic(edge);
  return (["ipv4", "ipv6"] as const)
    .filter((family) => edge.family === "both" || edge.family === family)
    .flatMap((family) =>
      (["always", "possible"] as const).map((certainty) => {
        const passing = all.filter(
          (one) => one.certainty === certainty && (one.family === "both" || one.family === family),
        );
        return unionOf(passing.map(edgeTraffic)).intersection(own).boundaries.join();
      }),
    )
    .join(";");
}
