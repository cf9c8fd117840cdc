import { AddressSet } from "../../network/address-set.js";
import type { Knowledge } from "../../terraform/knowledge.js";
import type { Resource } from "../../terraform/resource.js";
import type { Subnet } from "../model.js";
import { type ReadCidr, readCidr } from "./cidrs.js";
import { flag } from "./flag.js";
import { type NetworkAcls, UNKNOWN_ACL } from "./network-acls.js";
import type { NetworkReader } from "./network-reader.js";
import { type RouteTables, subnetAssociations } from "./route-tables.js";
import { providerOf } from "./security-groups.js";

/**
 * The subnets of the input, managed or looked up, each with the route table and the network ACL that apply.
 *
 * Source: AWS provider, aws_subnet, aws_default_subnet; VPC guide, "Subnet route tables".
 */
export function readSubnets(
  reader: NetworkReader,
  tables: RouteTables,
  acls: NetworkAcls,
): Map<string, Subnet> {
  const associations = subnetAssociations(reader, tables);
  const resources = [...reader.index.ofType("aws_subnet"), ...reader.index.managed("aws_default_subnet")];
  return new Map(
    resources.map((resource): [string, Subnet] => {
      const stated = resource.values.get("vpc_id");
      // A subnet that is looked up without its VPC stands in any; only managed ones fall to the default VPC.
      const vpc =
        resource.mode === "data" && (stated === undefined || stated === null)
          ? reader.vpcs.unidentified(`VPC of ${resource.id}`)
          : reader.vpcs.idOf(stated, providerOf(resource));
      const associated = associations.tableOf.get(resource.id);
      const isStray = resource.mode === "managed" && reader.vpcs.all.get(vpc)?.identified === false;
      if (isStray) reader.collector.addUnknown(resource.id, `the VPC ${vpc} that it is in is not known`);
      const isOpen = associated === undefined ? associations.isDoubtful || isStray : associated === "open";
      const routeTable =
        associated !== undefined && !isOpen
          ? associated
          : isOpen
            ? tables.unknown(vpc)
            : (tables.mainOf.get(vpc) ?? null);
      return [
        resource.id,
        {
          ...addressing(resource, reader),
          vpc,
          routeTable,
          networkAcl: aclOf(resource.id, vpc, reader, acls) ?? (isStray ? UNKNOWN_ACL : null),
        },
      ];
    }),
  );
}

/** A VPC that the input creates starts with an ACL that passes everything; of another one nothing is known. */
function aclOf(subnet: string, vpc: string, reader: NetworkReader, acls: NetworkAcls): Subnet["networkAcl"] {
  const own = acls.ofSubnet.get(subnet);
  if (typeof own === "string") return own;
  if (own === null) return acls.isOutsideFiltered || acls.isAnyFiltered ? UNKNOWN_ACL : null;
  if (acls.isDoubtful(vpc)) return UNKNOWN_ACL;
  const adopted = acls.defaultOf.get(vpc);
  if (adopted !== undefined) return adopted;
  const fresh = `${vpc}.default_network_acl_id`;
  if (acls.all.has(fresh)) return fresh;
  const isFresh =
    reader.index.resources.get(vpc)?.mode === "managed" &&
    reader.index.resources.get(vpc)?.type === "aws_vpc";
  if (isFresh) return "open";
  return acls.isOutsideFiltered ? UNKNOWN_ACL : null;
}

function addressing(
  resource: Resource,
  reader: NetworkReader,
): Omit<Subnet, "vpc" | "routeTable" | "networkAcl"> {
  const { values, where, id } = resource;
  const ipv4 = readCidr(values.get("cidr_block"), "ipv4", `${where}/cidr_block`, reader.collector);
  const ipv6 = readCidr(values.get("ipv6_cidr_block"), "ipv6", `${where}/ipv6_cidr_block`, reader.collector);
  const managed = resource.mode === "managed";
  const isDefault = resource.type === "aws_default_subnet";
  const absentIpv6 = managed && !isDefault ? "no" : "unknown";
  const hasIpv6: Knowledge = ipv6.kind === "absent" ? absentIpv6 : "yes";
  return {
    id,
    ipv4: blockOf(ipv4),
    ipv6: hasIpv6 === "no" ? AddressSet.EMPTY : blockOf(ipv6),
    hasIpv6,
    // Default subnets map public addresses unless told otherwise (VPC guide, "Default subnets").
    mapsPublicIpv4: flag(
      values.get("map_public_ip_on_launch"),
      managed ? (isDefault ? "yes" : "no") : "unknown",
    ),
    assignsIpv6: flag(values.get("assign_ipv6_address_on_creation"), managed ? "no" : "unknown"),
  };
}

function blockOf(read: ReadCidr): AddressSet | null {
  return read.kind === "cidr" ? AddressSet.fromCidrs([read.cidr]) : null;
}
