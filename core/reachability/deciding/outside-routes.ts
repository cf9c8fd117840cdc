import { AddressSet } from "../../network/address-set.js";
import { parseCidr } from "../../network/cidr.js";
import { ALL_TRAFFIC } from "../../network/traffic.js";
import type { Knowledge } from "../../terraform/knowledge.js";
import type { Rule } from "../model.js";
import type { Actor, Place } from "./actors.js";
import type { Family } from "./family.js";
import type { RoutedAddresses, Routing } from "./routing.js";
import { CLOSED, OPEN, type Side, UNCERTAIN } from "./side.js";

type Direction = Rule["direction"];

/**
 * Addresses that no host on the internet has: this network, private, shared, loopback, link-local, multicast and
 * reserved ones (IANA IPv4 Special-Purpose Address Registry).
 */
const NOT_ON_THE_INTERNET = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "224.0.0.0/3",
];

/** Addresses that hosts on the internet have; of IPv6 the global unicast block (RFC 4291, section 2.4). */
const ON_THE_INTERNET = new AddressSet(
  AddressSet.ALL_IPV4.difference(setOf(NOT_ON_THE_INTERNET)).ipv4,
  setOf(["2000::/3"]).ipv6,
);

function setOf(texts: readonly string[]): AddressSet {
  return AddressSet.fromCidrs(
    texts.flatMap((text) => {
      const cidr = parseCidr(text);
      return cidr.ok ? [cidr.value] : [];
    }),
  );
}

/**
 * Whether routes and public addresses let a workload start (egress) or take (ingress) conversations with the
 * internet from a place. Where they are not in the input, the rules decide alone.
 */
export function internetRoutes<T extends number | bigint>(
  actor: Actor,
  place: Place,
  direction: Direction,
  family: Family<T>,
  routing: Routing,
): Side<T> {
  if (actor.workload === undefined) return OPEN;
  const publicAddress = family.name === "ipv4" ? actor.workload.publicIpv4 : "yes";
  const routed = routing.of(place.subnet?.routeTable, family);
  if (routed === undefined) return direction === "ingress" && publicAddress === "no" ? CLOSED : OPEN;
  if (direction === "ingress" && publicAddress === "no") return CLOSED;
  if (routed.uncertain) return UNCERTAIN;
  const kind = (name: Parameters<typeof routed.byKind.get>[0]) => routed.byKind.get(name) ?? family.none;
  const target = family.of(ON_THE_INTERNET).difference(kind("peering")).difference(routed.local);
  if (target.isEmpty) return CLOSED;
  const level = (set: typeof target): Knowledge =>
    set.covers(target) ? "yes" : set.intersects(target) ? "unknown" : "no";
  const gateway = kind("internet-gateway");
  const direct = publicAddress === "yes" ? gateway : family.none;
  const outward = direct.union(routed.publicNat).union(kind("egress-only-internet-gateway"));
  const sure = level(direction === "egress" ? outward : direct);
  if (sure === "yes") return OPEN;
  // A public address that may exist, or a gateway behind which the input does not look.
  const open = publicAddress === "unknown" ? gateway.union(kind("other")) : kind("other");
  return sure === "unknown" || level(open) !== "no" ? UNCERTAIN : CLOSED;
}

/** Whether routes let a workload talk with foreign addresses from a place. */
export function addressRoutes<T extends number | bigint>(
  actor: Actor,
  place: Place,
  direction: Direction,
  family: Family<T>,
  addresses: AddressSet,
  routing: Routing,
): Side<T> {
  const routed = actor.workload === undefined ? undefined : routing.of(place.subnet?.routeTable, family);
  if (actor.workload === undefined || routed === undefined) return OPEN;
  if (routed.uncertain) return UNCERTAIN;
  const publicAddress = family.name === "ipv4" ? actor.workload.publicIpv4 : "yes";
  const range = family.of(addresses);
  const sure = reachable(routed, direction, publicAddress === "yes", family);
  if (sure.covers(range)) return OPEN;
  if (publicAddress === "unknown" && reachable(routed, direction, true, family).intersects(range))
    return UNCERTAIN;
  const some = sure.intersection(range);
  return some.isEmpty ? CLOSED : { ...CLOSED, partial: [{ traffic: ALL_TRAFFIC, addresses: some }] };
}

function reachable<T extends number | bigint>(
  routed: RoutedAddresses<T>,
  direction: Direction,
  hasPublicAddress: boolean,
  family: Family<T>,
) {
  const kind = (name: Parameters<typeof routed.byKind.get>[0]) => routed.byKind.get(name) ?? family.none;
  const around = kind("other").union(kind("peering"));
  const direct = hasPublicAddress ? around.union(kind("internet-gateway")) : around;
  if (direction === "ingress") return direct;
  return direct.union(kind("nat-gateway")).union(kind("egress-only-internet-gateway"));
}

/** Whether a workload reaches the service behind a prefix list whose entries are not known: by gateway endpoint, or as the internet. */
export function serviceRoutes<T extends number | bigint>(
  actor: Actor,
  place: Place,
  direction: Direction,
  family: Family<T>,
  routing: Routing,
): Side<T> {
  const routed = routing.of(place.subnet?.routeTable, family);
  if (direction === "egress" && routed?.gatewayEndpoints === true) return OPEN;
  return internetRoutes(actor, place, direction, family, routing);
}
