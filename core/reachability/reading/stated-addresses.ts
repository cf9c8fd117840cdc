import { AddressSet } from "../../network/address-set.js";
import type { Resource } from "../../terraform/resource.js";
import { isKnown, isList, listOf, numberOf, type Value } from "../../terraform/value.js";
import type { Workload } from "../model.js";
import { atPath } from "./attribute-path.js";
import { readAddresses } from "./cidrs.js";
import type { WorkloadRow } from "./workload-table.js";

/** Prefixes of an interface, whose addresses its containers have. */
const PREFIXES = {
  ipv4: ["ipv4_prefixes", "ipv4_prefix_count"],
  ipv6: ["ipv6_prefixes", "ipv6_prefix_count"],
} as const;

/**
 * The private addresses of a workload, where the input states all of one IP version; null where it states none.
 *
 * An address that AWS chooses beside the stated ones, and a prefix, leave all those of the subnet.
 */
export function statedAddresses(
  resource: Resource,
  { addresses: paths = [] }: WorkloadRow,
  subnets: number,
): Workload["addresses"] {
  const stated = paths.flatMap((path) => atPath(resource.values, path).values);
  const written = stated.filter((value) => value !== null && value !== "");
  const known = written.filter(isKnown);
  if (known.length === 0 || known.length < written.length) return null;
  const addresses = readAddresses(known);
  if (addresses === null) return null;
  const own = new AddressSet(
    isWhole(resource, "ipv4", subnets) ? addresses.ipv4 : AddressSet.EMPTY.ipv4,
    isWhole(resource, "ipv6", subnets) ? addresses.ipv6 : AddressSet.EMPTY.ipv6,
  );
  return own.isEmpty ? null : own;
}

function isWhole({ type, values }: Resource, family: "ipv4" | "ipv6", subnets: number): boolean {
  if (PREFIXES[family].some((name) => isMore(values.get(name), 0))) return false;
  // An endpoint has an interface in each of its subnets.
  if (type === "aws_vpc_endpoint")
    return atPath(values, `subnet_configuration.${family}`).values.length >= subnets;
  if (family === "ipv6")
    return !isMore(values.get("ipv6_address_count"), sizeOf(values.get("ipv6_addresses")));
  const isInstance = type === "aws_instance" || type === "aws_spot_instance_request";
  if (isInstance && listOf(values.get("private_ip")).length === 0) return false;
  return !isMore(values.get("private_ips_count"), Math.max(0, sizeOf(values.get("private_ips")) - 1));
}

/** Whether a number or a list asks for more than so many. */
function isMore(value: Value | undefined, than: number): boolean {
  if (value === undefined || value === null) return false;
  if (isList(value)) return value.length > than;
  return !isKnown(value) || (numberOf(value) ?? 0) > than;
}

function sizeOf(value: Value | undefined): number {
  return listOf(value).length;
}
