import type { Subnet, Vpc } from "../model.js";
import { UNKNOWN_ACL } from "./network-acls.js";
import type { RouteTables } from "./route-tables.js";

/**
 * A subnet in the place of one of which the input does not say which it is: any address of the VPC, and any of its route
 * tables and network ACLs.
 */
export function unknownPlace(
  id: string,
  vpc: Vpc | undefined,
  name: string,
  subnets: ReadonlyMap<string, Subnet>,
  tables: RouteTables,
): Subnet {
  const isFiltered = [...subnets.values()].some(
    (subnet) => subnet.vpc === name && subnet.networkAcl !== "open" && subnet.networkAcl !== null,
  );
  return {
    id,
    open: true,
    vpc: name,
    ipv4: vpc?.ipv4 ?? null,
    ipv6: vpc?.ipv6 ?? null,
    hasIpv6: vpc === undefined || vpc.hasIpv6 === "yes" ? "unknown" : vpc.hasIpv6,
    mapsPublicIpv4: "unknown",
    assignsIpv6: "unknown",
    routeTable: tables.unknown(name),
    networkAcl: isFiltered ? UNKNOWN_ACL : null,
  };
}
