import { ALL_TRAFFIC } from "../../network/traffic.js";
import type { NetworkAcl, NetworkAclEntry } from "../model.js";
import type { AclSides } from "./acl-side.js";
import type { Place } from "./actors.js";
import type { Family } from "./family.js";
import type { Routing } from "./routing.js";
import { both, CLOSED, OPEN, type Side, UNCERTAIN } from "./side.js";
import { unionOf } from "./traffic-sweep.js";

/** The tables that subnets filter and route by. */
export interface SubnetTables {
  readonly acls: AclSides;
  readonly aclOf: (id: string) => NetworkAcl | undefined;
  readonly routing: Routing;
}

/**
 * What the network ACL of a place lets through to and from another place, answers included.
 *
 * It filters at the edge of the subnet, so not inside one. `direction` is that of the conversation's first packet.
 */
export function subnetSide<T extends number | bigint>(
  place: Place,
  other: Place,
  direction: NetworkAclEntry["direction"],
  family: Family<T>,
  tables: SubnetTables,
): Side<T> {
  const { subnet } = place;
  if (subnet === null || (other.subnet !== null && other.subnet.id === subnet.id)) return OPEN;
  const acl = aclOf(place, tables);
  if (acl === undefined) return OPEN;
  const back = direction === "egress" ? "ingress" : "egress";
  return both(
    tables.acls.forward(acl, direction, family, other.range),
    tables.acls.returning(acl, back, family, other.range),
  );
}

/** The ACL that filters at a place; undefined where it passes everything or is not in the input. */
export function aclOf({ subnet }: Place, tables: SubnetTables): NetworkAcl | undefined {
  const id = subnet?.networkAcl;
  return id === undefined || id === null || id === "open" ? undefined : tables.aclOf(id);
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
