import { GLOBALLY_ROUTABLE } from "../../network/globally-routable.js";
import type { IntervalSet } from "../../network/interval-set.js";
import type { Knowledge } from "../../terraform/knowledge.js";
import type { NetworkModel, Rule, Subnet } from "../model.js";
import type { Actor, Place } from "./actors.js";
import type { Family } from "./family.js";
import type { PublicAccess } from "./public-access.js";
import type { RoutedAddresses, Routing } from "./routing.js";

type Direction = Rule["direction"];

/** How what the input leaves open is taken: nothing that it leaves open lets packets pass, or all of it does. */
export type Case = "worst" | "best";

/** The ways that lead from a place to addresses outside. */
export interface Ways<T extends number | bigint> {
  /** Addresses that packets reach, or come from, without translation. */
  readonly direct: IntervalSet<T>;
  /** Addresses behind a NAT gateway, with the subnet that it stands in where that is in the input. */
  readonly translated: readonly { readonly addresses: IntervalSet<T>; readonly subnet: Subnet | undefined }[];
}

/** What the ways of an actor depend on. */
export interface WayTables {
  readonly model: NetworkModel;
  readonly routing: Routing;
  readonly publicAccess: PublicAccess;
}

/** The routes that one way asks about. */
interface Question<T extends number | bigint> {
  readonly actor: Actor;
  readonly place: Place;
  readonly direction: Direction;
  readonly family: Family<T>;
  /** To hosts of the internet, so that what lies behind a VPN or a firewall is only perhaps one. */
  readonly toInternet: boolean;
}

/**
 * The ways by which a workload starts (egress) or takes (ingress) conversations with addresses outside from a place:
 * routes by longest prefix, public addresses, both hops of a NAT gateway, VPC Block Public Access. Undefined: any
 * address, because the tables are not in the input or the actor is a group alone.
 *
 * Sources: VPC guide, "Route priority", "NAT gateways", "Internet gateways", "VPC Block Public Access".
 */
export function waysOf<T extends number | bigint>(
  question: Question<T>,
  which: Case,
  tables: WayTables,
): Ways<T> | undefined {
  const { actor, place, direction, family, toInternet } = question;
  if (actor.workload === undefined) return undefined;
  const isOpen = (knowledge: Knowledge): boolean =>
    knowledge === "yes" || (knowledge === "unknown" && which === "best");
  const nowhere = { direct: family.none, translated: [] };
  const isPublic = isOpen(family.name === "ipv4" ? actor.workload.publicIpv4 : "yes");
  const routed = tables.routing.of(place.subnet?.routeTable, family);
  // Where neither the table nor the address is in the input, the rules decide alone.
  const isUntold = routed === undefined && actor.workload.publicIpv4 === "unknown";
  if (toInternet && direction === "ingress" && !isPublic && !isUntold) return nowhere;
  const passes = isOpen(tables.publicAccess.of(actor.vpc, place.subnet)[direction]);
  if (routed === undefined || (routed.uncertain && which === "best"))
    return toInternet && which === "worst" && !passes ? nowhere : undefined;
  if (routed.uncertain) return nowhere;
  const isInspected = tables.routing.isInspected(actor.vpc, family.of(place.range), family);
  const isCrossed = isPublic && passes && (which === "best" || !isInspected);
  const gateway = isCrossed ? gatewayAddresses(routed, family) : family.none;
  const around = behind(routed, family, toInternet, which);
  const direct = gateway.union(around);
  if (direction === "ingress") return { direct, translated: [] };
  const outward = tables.publicAccess.ofEgressOnly(actor.vpc, place.subnet);
  const egressOnly = isOpen(outward)
    ? routable(kindOf(routed, "egress-only-internet-gateway", family), family)
    : family.none;
  const translated = routed.natGateways.flatMap((nat) => {
    // A NAT gateway translates IPv4; what IPv6 it takes is for NAT64 alone.
    if (family.name === "ipv6" && which === "worst") return [];
    const subnet = natSubnet(tables, nat.gateway);
    const own = routed.byTarget.get(nat.gateway) ?? family.none;
    const addresses = own.intersection(secondHop(subnet, nat.public, question, which, tables));
    return addresses.isEmpty ? [] : [{ addresses, subnet }];
  });
  return { direct: direct.union(egressOnly), translated };
}

/** Addresses that a NAT gateway leads on to: the longest prefix counts in its own subnet too. */
function secondHop<T extends number | bigint>(
  subnet: Subnet | undefined,
  isPublic: Knowledge,
  { actor, place, family, toInternet }: Question<T>,
  which: Case,
  tables: WayTables,
): IntervalSet<T> {
  const isOpen = (knowledge: Knowledge): boolean =>
    knowledge === "yes" || (knowledge === "unknown" && which === "best");
  const routed = tables.routing.of(subnet?.routeTable, family);
  const access = tables.publicAccess.ofTranslated(actor.vpc, place.subnet, subnet);
  const leadsOut = isOpen(isPublic) && isOpen(access);
  if (routed === undefined) {
    if (which === "best") return leadsOut || !toInternet ? family.all : family.none;
    // A public gateway stands where a route leads out, whichever subnet that is; what else lies behind it is not known.
    return leadsOut ? routable(family.all, family) : family.none;
  }
  if (routed.uncertain) return which === "best" ? family.all : family.none;
  const around = behind(routed, family, toInternet, which);
  return leadsOut ? around.union(gatewayAddresses(routed, family)) : around;
}

function natSubnet({ model }: WayTables, gateway: string): Subnet | undefined {
  const subnet = model.natSubnets.get(gateway);
  return subnet === undefined ? undefined : model.subnets.get(subnet);
}

/** What is not globally routable does not cross an internet gateway. */
function gatewayAddresses<T extends number | bigint>(
  routed: RoutedAddresses<T>,
  family: Family<T>,
): IntervalSet<T> {
  return routable(kindOf(routed, "internet-gateway", family), family);
}

function routable<T extends number | bigint>(addresses: IntervalSet<T>, family: Family<T>): IntervalSet<T> {
  return addresses.intersection(family.of(GLOBALLY_ROUTABLE));
}

/**
 * Addresses behind peerings, VPNs, transit gateways and firewalls. Where a rule names the addresses, a route to them is
 * enough; that the internet lies there is only possible, and never behind a peering.
 */
function behind<T extends number | bigint>(
  routed: RoutedAddresses<T>,
  family: Family<T>,
  toInternet: boolean,
  which: Case,
): IntervalSet<T> {
  if (toInternet && which === "worst") return family.none;
  const beyond = kindOf(routed, "other", family).union(kindOf(routed, "transit-gateway", family));
  return toInternet ? beyond : beyond.union(kindOf(routed, "peering", family));
}

function kindOf<T extends number | bigint>(
  routed: RoutedAddresses<T>,
  kind: Parameters<typeof routed.byKind.get>[0],
  family: Family<T>,
): IntervalSet<T> {
  return routed.byKind.get(kind) ?? family.none;
}

/** Whether a gateway endpoint leads a place to a service of AWS, so that it needs no way to the internet. */
export function hasGatewayEndpoint<T extends number | bigint>(
  place: Place,
  direction: Direction,
  family: Family<T>,
  routing: Routing,
): boolean {
  return direction === "egress" && routing.of(place.subnet?.routeTable, family)?.gatewayEndpoints === true;
}
