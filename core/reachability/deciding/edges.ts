import type { Problem } from "../../errors.js";
import { AddressSet } from "../../network/address-set.js";
import type { Cidr } from "../../network/cidr.js";
import { coversInternet, GLOBALLY_ROUTABLE } from "../../network/globally-routable.js";
import { IntervalSet } from "../../network/interval-set.js";
import type { ReachabilityErrorCode } from "../error-codes.js";
import type { Entrance, Rule } from "../model.js";
import { type Edge, INTERNET } from "../reachability.js";
import type { Actor } from "./actors.js";
import { type EdgeRun, edgeRuns } from "./edge-runs.js";
import type { OutsideJudge, OutsideTraffic } from "./outside.js";
import type { PairJudge } from "./pair.js";
import type { Permit } from "./permits.js";
import type { PermittedByFamily } from "./permitted-traffic.js";
import { unionOf } from "./traffic-sweep.js";

/** Most edges of one network: a flat network of a thousand groups has as many, and a list of its pairs helps nobody. */
export const MOST_EDGES = 1_000_000;

/** The edges of one pair of actors. */
export function pairEdges(from: Actor, to: Actor, judge: PairJudge): Edge[] {
  const verdicts = judge.between(from, to);
  if (isNothing(verdicts)) return [];
  const runs = edgeRuns(verdicts);
  if (runs.length === 0) return [];
  const out = permitsToward(from, "egress", to);
  const into = permitsToward(to, "ingress", from);
  return runs.map((run) => edgeOf(from.id, to.id, run, [out, into]));
}

/** The edges of an actor with ends outside the network. */
export function outsideEdges(
  actor: Actor,
  direction: Rule["direction"],
  judge: OutsideJudge,
): { outside: OutsideTraffic; edges: Edge[] }[] {
  const passing = judge.of(actor, direction).filter(({ permitted: verdicts }) => !isNothing(verdicts));
  return passing
    .map((outside) => {
      const [from, to] = direction === "egress" ? [actor.id, outside.id] : [outside.id, actor.id];
      const edges = edgeRuns(outside.permitted).map((run) =>
        edgeOf(from, to, run, [
          outside.kind === "internet" ? internetPermits(outside.permits, run) : outside.permits,
        ]),
      );
      return { outside, edges };
    })
    .filter(({ edges }) => edges.length > 0);
}

/** The edges of an actor with a block that its rules need not name. */
export function blockEdges(
  actor: Actor,
  direction: Rule["direction"],
  block: Cidr,
  judge: OutsideJudge,
): Edge[] {
  const foreign = judge.foreignPart(actor, AddressSet.fromCidrs([block]));
  if (foreign.isEmpty) return [];
  const permits = actor.profile[direction].over(foreign);
  const [from, to] = direction === "egress" ? [actor.id, block.text] : [block.text, actor.id];
  return edgeRuns(judge.withAddresses(actor, direction, foreign)).map((run) =>
    edgeOf(from, to, run, [permits]),
  );
}

/** The edges of an entrance that no group filters, from the internet or from each of its blocks. */
export function entranceEdges({ workload, id, traffic, addresses, certain }: Entrance): Edge[] {
  const certainty = certain ? "always" : "possible";
  const edge = (from: string, family: "ipv4" | "ipv6"): Edge[] => {
    const verdict = { always: certain ? traffic : IntervalSet.empty<number>(), possible: traffic };
    const nothing = { always: IntervalSet.empty<number>(), possible: IntervalSet.empty<number>() };
    const permitted = family === "ipv4" ? { ipv4: verdict, ipv6: nothing } : { ipv4: nothing, ipv6: verdict };
    return edgeRuns(permitted).map(({ traffic: _, ...run }) => ({
      from,
      to: workload,
      ...run,
      certainty,
      because: [id],
    }));
  };
  return (["ipv4", "ipv6"] as const).flatMap((family) => {
    if (coversInternet(addresses, family)) return edge(INTERNET, family);
    return addresses
      .toCidrs()
      .filter((cidr) => cidr.family === family)
      .flatMap((cidr) => edge(cidr.text, family));
  });
}

function isNothing({ ipv4, ipv6 }: PermittedByFamily): boolean {
  return ipv4.possible.isEmpty && ipv6.possible.isEmpty;
}

function edgeOf(from: string, to: string, run: EdgeRun, ends: readonly (readonly Permit[])[]): Edge {
  const { protocol, fromPort, toPort, icmpTypes, family, certainty, traffic } = run;
  const because: string[] = [];
  for (const permits of ends) {
    for (const permit of permits) if (permit.traffic.intersects(traffic)) because.push(permit.rule.id);
  }
  if (icmpTypes === undefined) return { from, to, protocol, fromPort, toPort, family, certainty, because };
  return { from, to, protocol, fromPort, toPort, icmpTypes, family, certainty, because };
}

/** The rules of one end that name the other one, by its groups or by addresses that it may have, in document order. */
function permitsToward(actor: Actor, direction: Rule["direction"], other: Actor): readonly Permit[] {
  const { profile } = actor;
  const [place, ...more] = other.places;
  const byAddress = place === undefined ? [] : profile[direction].over(place.range);
  const carried = [...other.profile.groups, ...other.profile.perhaps];
  const byName = other.profile.mayCarryMore
    ? profile[direction].permits.filter(({ groups }) => groups.length > 0)
    : carried.flatMap((group) => profile[direction].naming(group));
  if (more.length === 0) {
    if (byName.length === 0) return byAddress;
    if (byAddress.length === 0 && carried.length === 1) return byName;
  }
  const found = new Set([
    ...byAddress,
    ...byName,
    ...more.flatMap(({ range }) => profile[direction].over(range)),
  ]);
  return profile[direction].permits.filter((permit) => found.has(permit));
}

/** The rules that make up the internet: those that cover it alone, where they suffice, else all that name addresses. */
function internetPermits(permits: readonly Permit[], run: EdgeRun): readonly Permit[] {
  const families = run.family === "both" ? (["ipv4", "ipv6"] as const) : [run.family];
  const isDoubtful = run.certainty === "possible";
  // What is certain rests on no rule that is not known.
  const counted = isDoubtful ? permits : permits.filter(({ certain }) => certain);
  const speaksOf = ({ addresses, maybe }: Permit, family: (typeof families)[number]): boolean =>
    coversInternet(addresses, family) || (isDoubtful && maybe[family]);
  const alone = counted.filter((permit) => families.some((family) => speaksOf(permit, family)));
  const suffices = families.every((family) =>
    unionOf(alone.filter((permit) => speaksOf(permit, family)).map(({ traffic }) => traffic)).covers(
      run.traffic,
    ),
  );
  if (suffices) return alone;
  const touches = ({ addresses }: Permit, family: (typeof families)[number]): boolean =>
    family === "ipv4"
      ? addresses.ipv4.intersects(GLOBALLY_ROUTABLE.ipv4)
      : addresses.ipv6.intersects(GLOBALLY_ROUTABLE.ipv6);
  return counted.filter((permit) =>
    families.some((family) => touches(permit, family) || (isDoubtful && permit.maybe[family])),
  );
}

/** The problem of a network with more edges than {@link MOST_EDGES}. Part of them would be no proof of anything. */
export function tooDense(actor: Actor, own: number): Problem<ReachabilityErrorCode> {
  return {
    code: "CORDON_NETWORK_TOO_DENSE",
    summary: "the network has more edges than can be listed",
    got: `more than ${MOST_EDGES}; ${actor.id} alone has ${own}`,
    allowed: `at most ${MOST_EDGES}`,
    fix: "name groups in the place of the blocks that hold the whole VPC, or check the stacks one at a time",
    where: actor.id,
  };
}
