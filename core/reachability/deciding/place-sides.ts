import { AddressSet } from "../../network/address-set.js";
import type { IntervalSet } from "../../network/interval-set.js";
import { ALL_TRAFFIC } from "../../network/traffic.js";
import type { NetworkAcl, NetworkAclEntry } from "../model.js";
import { type AclSides, CLIENT_PORTS, type ClientPorts, clientPortRuns } from "./acl-side.js";
import type { Place } from "./actors.js";
import type { Family } from "./family.js";
import { overCases, type PermittedTraffic } from "./permitted-traffic.js";
import type { RoutedAddresses, Routing } from "./routing.js";
import { both, CLOSED, OPEN, type Side, UNCERTAIN } from "./side.js";
import { unionOf } from "./traffic-sweep.js";
import type { Way } from "./vpc-links.js";

/** The tables that subnets filter and route by. */
export interface SubnetTables {
  readonly acls: AclSides;
  readonly aclOf: (id: string) => NetworkAcl | undefined;
  readonly routing: Routing;
}

/** The ACL that filters between two places: it stands at the edge of a subnet, so not inside one. */
export function aclAt(
  place: Pick<Place, "subnet">,
  other: Place | null,
  { aclOf }: SubnetTables,
): NetworkAcl | undefined {
  const { subnet } = place;
  if (subnet === null || subnet.networkAcl === null || subnet.networkAcl === "open") return undefined;
  return other?.subnet?.id === subnet.id ? undefined : aclOf(subnet.networkAcl);
}

/**
 * What the network ACL of a place lets through to and from addresses, answers to the client ports included.
 *
 * @param direction that of the conversation's first packet
 */
export function aclSide<T extends number | bigint>(
  place: Pick<Place, "subnet">,
  other: Place | AddressSet,
  direction: NetworkAclEntry["direction"],
  family: Family<T>,
  tables: SubnetTables,
  ports: ClientPorts,
): Side<T> {
  const isAddresses = other instanceof AddressSet;
  const acl = aclAt(place, isAddresses ? null : other, tables);
  if (acl === undefined) return OPEN;
  const range = isAddresses ? other : other.range;
  const back = direction === "egress" ? "ingress" : "egress";
  const side = both(
    tables.acls.forward(acl, direction, family, range),
    tables.acls.returning(acl, back, family, range, ports),
  );
  // Where it is not known in which subnet the other one stands, it may be this one, inside which nothing is filtered.
  return !isAddresses && other.subnet?.open === true ? { ...side, maybe: ALL_TRAFFIC } : side;
}

/** The verdict over every port that a client may choose. */
export function overClientPorts(
  acls: readonly (NetworkAcl | undefined)[],
  judge: (ports: ClientPorts) => PermittedTraffic,
): PermittedTraffic {
  const filtering = acls.filter((acl) => acl !== undefined);
  return filtering.length === 0 ? judge(CLIENT_PORTS) : overCases(clientPortRuns(filtering).map(judge));
}

/** Whether the place's route table sends the other place's addresses over one of the peerings or transit gateways. */
export function linkedSide<T extends number | bigint>(
  place: Place,
  other: Place,
  over: readonly Way[],
  family: Family<T>,
  { routing }: SubnetTables,
): Side<T> {
  const routed = routing.of(place.subnet?.routeTable, family);
  if (routed?.uncertain === true) return UNCERTAIN;
  const range = family.of(other.range);
  const led = over.map(({ target, addresses, certain }) => {
    const own = addresses === null ? family.all : family.of(addresses);
    return {
      certain,
      addresses: routed === undefined ? own : own.intersection(routedTo(routed, target, family)),
    };
  });
  const sure = sideTo(unionOf(led.filter(({ certain }) => certain).map(({ addresses }) => addresses)), range);
  const isPossible = led.some(({ certain, addresses }) => !certain && addresses.intersects(range));
  return isPossible && sure !== OPEN ? { ...sure, maybe: ALL_TRAFFIC } : sure;
}

function routedTo<T extends number | bigint>(
  { byTarget, byKind }: RoutedAddresses<T>,
  target: string | null,
  family: Family<T>,
): IntervalSet<T> {
  if (target !== null) return byTarget.get(target) ?? family.none;
  const kinds = ["other", "transit-gateway", "peering"] as const;
  return unionOf(kinds.map((kind) => byKind.get(kind) ?? family.none));
}

/** Everything passes to the addresses, and nothing to others of the range. */
export function sideTo<T extends number | bigint>(addresses: IntervalSet<T>, range: IntervalSet<T>): Side<T> {
  if (addresses.covers(range)) return OPEN;
  const some = addresses.intersection(range);
  return some.isEmpty ? CLOSED : { ...CLOSED, partial: [{ traffic: ALL_TRAFFIC, addresses: some }] };
}
