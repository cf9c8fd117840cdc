import { AddressSet } from "../../network/address-set.js";
import { ALL_TRAFFIC } from "../../network/traffic.js";
import type { NetworkAcl, NetworkAclEntry } from "../model.js";
import { type AclSides, CLIENT_PORTS, type ClientPorts, clientPortRuns } from "./acl-side.js";
import type { Place } from "./actors.js";
import type { Family } from "./family.js";
import { overCases, type PermittedTraffic } from "./permitted-traffic.js";
import type { Routing } from "./routing.js";
import { both, CLOSED, OPEN, type Side, UNCERTAIN } from "./side.js";
import { unionOf } from "./traffic-sweep.js";

/** The tables that subnets filter and route by. */
export interface SubnetTables {
  readonly acls: AclSides;
  readonly aclOf: (id: string) => NetworkAcl | undefined;
  readonly routing: Routing;
}

/** The ACL that filters between two places: it stands at the edge of a subnet, so not inside one. */
export function aclAt(place: Place, other: Place | null, { aclOf }: SubnetTables): NetworkAcl | undefined {
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
  place: Place,
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
  return both(
    tables.acls.forward(acl, direction, family, range),
    tables.acls.returning(acl, back, family, range, ports),
  );
}

/** The verdict over every port that a client may choose. */
export function overClientPorts(
  acls: readonly (NetworkAcl | undefined)[],
  judge: (ports: ClientPorts) => PermittedTraffic,
): PermittedTraffic {
  const filtering = acls.filter((acl) => acl !== undefined);
  return filtering.length === 0 ? judge(CLIENT_PORTS) : overCases(clientPortRuns(filtering).map(judge));
}

/** Whether the place's route table sends the other place's addresses over one of the peerings. */
export function peeredSide<T extends number | bigint>(
  place: Place,
  other: Place,
  peerings: readonly string[],
  family: Family<T>,
  { routing }: SubnetTables,
): Side<T> {
  const routed = routing.of(place.subnet?.routeTable, family);
  if (routed === undefined) return OPEN;
  if (routed.uncertain) return UNCERTAIN;
  const range = family.of(other.range);
  const over = unionOf(peerings.map((peering) => routed.byPeering.get(peering) ?? family.none));
  if (over.covers(range)) return OPEN;
  const some = over.intersection(range);
  return some.isEmpty ? CLOSED : { ...CLOSED, partial: [{ traffic: ALL_TRAFFIC, addresses: some }] };
}
