import type { AddressSet } from "../../network/address-set.js";
import type { Subnet } from "../model.js";
import type { ClientPorts } from "./acl-side.js";
import type { Place } from "./actors.js";
import type { Family } from "./family.js";
import { aclSide, type SubnetTables } from "./place-sides.js";
import { both, OPEN, type Side } from "./side.js";
import { unionOf } from "./traffic-sweep.js";

/**
 * What the network ACL of a NAT gateway's subnet lets pass of conversations that another subnet starts: their packets
 * come in from the client's address and leave to the one outside, and the answers go both ways back.
 *
 * @param subnet undefined where it is not in the input
 * @param addresses those outside
 * @param ports of the client, and of the gateway, which translates to ports of its own (VPC guide, "NAT gateway basics")
 */
export function natSide<T extends number | bigint>(
  place: Place,
  subnet: Subnet | undefined,
  addresses: AddressSet,
  family: Family<T>,
  tables: SubnetTables,
  [client, own]: readonly [client: ClientPorts, own: ClientPorts],
): Side<T> {
  if (subnet === undefined) return OPEN;
  const gateway = { subnet };
  const out = aclSide(gateway, addresses, "egress", family, tables, own);
  const inward = aclSide(gateway, place, "ingress", family, tables, client);
  return inward === OPEN ? out : both(out, forAnyClient(inward));
}

/** Of the clients' addresses the gateway sees one: what only some of them pass is possible. */
function forAnyClient<T extends number | bigint>({ full, partial, maybe }: Side<T>): Side<T> {
  return { full, partial: [], maybe: unionOf([maybe, ...partial.map(({ traffic }) => traffic)]) };
}
