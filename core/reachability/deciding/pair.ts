import type { AddressSet } from "../../network/address-set.js";
import { IntervalSet } from "../../network/interval-set.js";
import type { TrafficSet } from "../../network/traffic.js";
import type { Knowledge } from "../../terraform/knowledge.js";
import type { Rule } from "../model.js";
import type { Actor, Place } from "./actors.js";
import { type Family, IPV4, IPV6 } from "./family.js";
import { NOTHING, overCases, type PermittedByFamily, type PermittedTraffic } from "./permitted-traffic.js";
import { aclAt, aclSide, linkedSide, overClientPorts, type SubnetTables } from "./place-sides.js";
import { both, CLOSED, clipped, demoted, domainOf, fullOver, type Side, withReferences } from "./side.js";
import type { VpcLink, VpcLinks } from "./vpc-links.js";

const NO_TRAFFIC: TrafficSet = IntervalSet.empty();

/** Judges pairs of actors. */
export class PairJudge {
  readonly links: VpcLinks;
  readonly #tables: SubnetTables;

  constructor(links: VpcLinks, tables: SubnetTables) {
    this.links = links;
    this.#tables = tables;
  }

  /** What the one can send to the other. */
  between(from: Actor, to: Actor): PermittedByFamily {
    const pairs = homePairs(from, to);
    const isSure = ([one, other]: HomePair): boolean =>
      one.perhaps === undefined && other.perhaps === undefined;
    const sure = this.#overHomes(pairs.filter(isSure));
    if (pairs.every(isSure)) return sure;
    const perhaps = this.#overHomes(pairs.filter((pair) => !isSure(pair)));
    return { ipv4: besides(sure.ipv4, perhaps.ipv4), ipv6: besides(sure.ipv6, perhaps.ipv6) };
  }

  /** What passes wherever the two stand, and what passes somewhere. */
  #overHomes(pairs: readonly HomePair[]): PermittedByFamily {
    const verdicts = pairs
      .map(([one, other]) => ({ one, other, link: this.links.between(one.vpc, other.vpc) }))
      .filter(({ link }) => link.kind !== "apart");
    if (verdicts.length === 0) return { ipv4: NOTHING, ipv6: NOTHING };
    const ipv4 = overCases(
      verdicts.map(({ one, other, link }) => this.#inFamily(one, other, link, IPV4, "yes")),
    );
    const six = verdicts.filter(({ one, other }) => bothHave(one.hasIpv6, other.hasIpv6) !== "no");
    if (six.length === 0) return { ipv4, ipv6: NOTHING };
    const ipv6 = overCases(
      six.map(({ one, other, link }) =>
        this.#inFamily(one, other, link, IPV6, bothHave(one.hasIpv6, other.hasIpv6)),
      ),
    );
    if (six.every(({ one, other }) => bothHave(one.hasIpv6, other.hasIpv6) === "yes")) return { ipv4, ipv6 };
    // The VPC may be one of the input that has IPv6.
    if (six.some(({ one, other }) => [one, other].some(({ vpc }) => this.links.mayHaveIpv6(vpc))))
      return { ipv4, ipv6: { always: NO_TRAFFIC, possible: ipv6.possible } };
    // An IPv6 address that may not exist adds nothing to what IPv4 does anyway.
    return { ipv4, ipv6: { always: NO_TRAFFIC, possible: ipv6.possible.difference(ipv4.always) } };
  }

  #inFamily<T extends number | bigint>(
    from: Actor,
    to: Actor,
    link: VpcLink,
    family: Family<T>,
    presence: Knowledge,
  ): PermittedTraffic {
    const verdicts: PermittedTraffic[] = [];
    for (const source of from.places) {
      for (const target of to.places) verdicts.push(this.#atPlaces(from, source, to, target, link, family));
    }
    const { always, possible } = overCases(verdicts);
    return { always: presence === "yes" ? always : NO_TRAFFIC, possible };
  }

  #atPlaces<T extends number | bigint>(
    from: Actor,
    source: Place,
    to: Actor,
    target: Place,
    link: VpcLink,
    family: Family<T>,
  ): PermittedTraffic {
    if (family.of(source.range).isEmpty || family.of(target.range).isEmpty) return NOTHING;
    const [sourceRange, targetRange] = distinctRanges(source.range, target.range, link, family);
    if (sourceRange.isEmpty || targetRange.isEmpty) return NOTHING;
    // The egress rules look at the target's address, the ingress rules at the source's.
    const ends = {
      out: this.side(from, "egress", to, target.range, link, family),
      into: this.side(to, "ingress", from, source.range, link, family),
    };
    const judged = (out: Side<T>, into: Side<T>): PermittedTraffic =>
      judgeEnds(
        clipped(out, targetRange),
        clipped(into, sourceRange),
        [sourceRange, targetRange],
        link,
        family,
      );
    const tables = this.#tables;
    if (link.kind === "linked") {
      ends.out = both(ends.out, linkedSide(source, target, link.out, family, tables));
      ends.into = both(ends.into, linkedSide(target, source, link.back, family, tables));
    }
    if (source.subnet === null && target.subnet === null) return judged(ends.out, ends.into);
    const verdict = this.#filtered(source, target, ends, judged, family);
    // What a middlebox lets pass is not known.
    const isDiverted =
      link.kind === "same" &&
      (diverts(source, target, family, tables) || diverts(target, source, family, tables));
    return isDiverted ? { always: NO_TRAFFIC, possible: verdict.possible } : verdict;
  }

  #filtered<T extends number | bigint>(
    source: Place,
    target: Place,
    ends: { readonly out: Side<T>; readonly into: Side<T> },
    judged: (out: Side<T>, into: Side<T>) => PermittedTraffic,
    family: Family<T>,
  ): PermittedTraffic {
    const tables = this.#tables;
    // A conversation has one client port, so answers are judged at both ends for the same run of ports.
    return overClientPorts([aclAt(source, target, tables), aclAt(target, source, tables)], (ports) =>
      judged(
        both(ends.out, aclSide(source, target, "egress", family, tables, ports)),
        both(ends.into, aclSide(target, source, "ingress", family, tables, ports)),
      ),
    );
  }

  /** What the rules of one end let through, over the addresses of the other. */
  side<T extends number | bigint>(
    actor: Actor,
    direction: Rule["direction"],
    other: Actor,
    range: AddressSet,
    link: VpcLink,
    family: Family<T>,
  ): Side<T> {
    if (link.kind === "apart") return CLOSED;
    const byAddress = actor.profile[direction].addressSide(family, range);
    // Of VPCs that may be one, or meet, or neither, nothing that rests on addresses is certain.
    const side = link.kind === "maybe" ? demoted(byAddress) : byAddress;
    const works = referencesOver(link, direction, actor, other);
    if (works === "no") return side;
    const { certain, possible } = actor.profile[direction].referenced(other.profile);
    if (works === "unknown") return withReferences(side, NO_TRAFFIC, certain.union(possible));
    return withReferences(side, certain, possible);
  }
}

/**
 * Whether a reference to a group at the other end of the link counts. EC2 takes one only to a group of the same VPC or of one
 * that it meets (EC2 API, InvalidGroup.NotFound), so for groups alone it counts; hosts of two VPCs need routes as well.
 */
function referencesOver(link: VpcLink, direction: Rule["direction"], one: Actor, other: Actor): Knowledge {
  if (link.kind === "linked") return link.references[direction];
  const isOfHosts = one.workload !== undefined || other.workload !== undefined;
  return link.kind === "maybe" && isOfHosts ? "unknown" : "yes";
}

/** Whether the place's route table sends packets to the other place through a middlebox; within a subnet nothing is routed. */
function diverts<T extends number | bigint>(
  place: Place,
  other: Place,
  family: Family<T>,
  { routing }: SubnetTables,
): boolean {
  if (place.subnet === null || place.subnet.id === other.subnet?.id) return false;
  return routing.of(place.subnet.routeTable, family)?.diverted.intersects(family.of(other.range)) === true;
}

type HomePair = readonly [from: Actor, to: Actor];

/** What certainly passes, and beside it what passes if something is there. */
function besides(sure: PermittedTraffic, perhaps: PermittedTraffic): PermittedTraffic {
  return { always: sure.always, possible: sure.possible.union(perhaps.possible) };
}

/** The VPCs in which the two may stand, in pairs; nearly always one. */
export function homePairs(from: Actor, to: Actor): HomePair[] {
  if (from.elsewhere.length === 0 && to.elsewhere.length === 0) return [[from, to]];
  return [from, ...from.elsewhere].flatMap((one) =>
    [to, ...to.elsewhere].map((other) => [one, other] as const),
  );
}

/** Whether both have an address of an IP version. */
export function bothHave(one: Knowledge, other: Knowledge): Knowledge {
  if (one === "no" || other === "no") return "no";
  return one === "yes" && other === "yes" ? "yes" : "unknown";
}

/** The ranges, without an address that the other end is known to hold: two hosts of a VPC never share one. */
function distinctRanges<T extends number | bigint>(
  source: AddressSet,
  target: AddressSet,
  link: VpcLink,
  family: Family<T>,
): [source: IntervalSet<T>, target: IntervalSet<T>] {
  const [one, other] = [family.of(source), family.of(target)];
  if (link.kind !== "same") return [one, other];
  return [
    family.isSingle(other) ? one.difference(other) : one,
    family.isSingle(one) ? other.difference(one) : other,
  ];
}

/** What both ends let through, for every pair of distinct hosts and for some. */
function judgeEnds<T extends number | bigint>(
  out: Side<T>,
  into: Side<T>,
  [source, target]: readonly [IntervalSet<T>, IntervalSet<T>],
  link: VpcLink,
  family: Family<T>,
): PermittedTraffic {
  const always = fullOver(out, target).intersection(fullOver(into, source));
  const possible = domainOf(out).intersection(domainOf(into));
  const apart = link.kind === "same" ? possible.difference(sameHost(out, into, family)) : possible;
  return { always, possible: apart.union(always) };
}

/** Traffic that would pass only between an address and itself. */
function sameHost<T extends number | bigint>(out: Side<T>, into: Side<T>, family: Family<T>): TrafficSet {
  let only = NO_TRAFFIC;
  for (const one of out.partial) {
    if (!family.isSingle(one.addresses)) continue;
    for (const other of into.partial) {
      if (one.addresses.equals(other.addresses)) only = only.union(one.traffic.intersection(other.traffic));
    }
  }
  return only.isEmpty ? only : only.difference(out.maybe.union(into.maybe));
}
