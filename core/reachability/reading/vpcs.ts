import { AddressSet } from "../../network/address-set.js";
import type { Cidr } from "../../network/cidr.js";
import { anyOf, type Knowledge } from "../../terraform/knowledge.js";
import type { Resource } from "../../terraform/resource.js";
import { blocksOf, isKnown, textOf, type Value } from "../../terraform/value.js";
import type { Vpc } from "../model.js";
import { readCidr } from "./cidrs.js";
import { flag } from "./flag.js";
import { GeneratedBlock } from "./generated-blocks.js";
import type { NetworkCollector } from "./network-collector.js";
import type { VpcRegister } from "./network-reader.js";
import { openFlags } from "./open-arguments.js";
import { regionOf } from "./region-of.js";
import type { ResourceIndex } from "./resource-index.js";

/**
 * The VPCs of the input and, as they are mentioned, those outside it.
 *
 * Source: AWS provider, aws_vpc, aws_default_vpc, aws_vpc_ipv4_cidr_block_association and its IPv6 twin.
 */
export function openVpcRegister(index: ResourceIndex, collector: NetworkCollector): VpcRegister {
  const all = new Map<string, Vpc>();
  const associations = associationsByVpc(index);
  for (const type of ["aws_vpc", "aws_default_vpc"]) {
    for (const resource of index.ofType(type))
      all.set(resource.id, readVpc(resource, associations.get(resource.id) ?? [], collector));
  }
  const outside = (id: string, identified: boolean): string => {
    if (!all.has(id)) all.set(id, { id, ipv4: null, ipv6: null, hasIpv6: "unknown", identified });
    return id;
  };
  return {
    all,
    idOf(value, provider) {
      const identity = index.identify(value) ?? defaultVpc(index, provider);
      return outside(identity.id, identity.certain);
    },
    unidentified: (id) => outside(id, false),
  };
}

/** The default VPC of a provider configuration, which resources without a VPC or subnet go to. */
function defaultVpc(index: ResourceIndex, provider: string): { id: string; certain: boolean } {
  const adopted = index.managed("aws_default_vpc").filter((resource) => resource.provider === provider);
  const only = adopted[0];
  if (adopted.length === 1 && only !== undefined) return { id: only.id, certain: true };
  return { id: `default VPC of ${provider}`, certain: true };
}

function associationsByVpc(index: ResourceIndex): ReadonlyMap<string, readonly Resource[]> {
  const byVpc = new Map<string, Resource[]>();
  for (const type of ["aws_vpc_ipv4_cidr_block_association", "aws_vpc_ipv6_cidr_block_association"]) {
    for (const resource of index.managed(type)) {
      const vpc = index.identify(resource.values.get("vpc_id"))?.id ?? "";
      byVpc.set(vpc, [...(byVpc.get(vpc) ?? []), resource]);
    }
  }
  return byVpc;
}

function readVpc(resource: Resource, associations: readonly Resource[], collector: NetworkCollector): Vpc {
  const managed = resource.mode === "managed" && resource.type === "aws_vpc";
  const ipv4: Cidr[] = [];
  const ipv6: Cidr[] = [];
  // A data source and the default VPC may have blocks that only a lookup tells.
  let ipv4Known = true;
  let ipv6Known = true;
  const add = (
    value: Value | undefined,
    family: "ipv4" | "ipv6",
    where: string,
  ): "absent" | "cidr" | "open" => {
    const read = readCidr(value, family, where, collector);
    if (read.kind === "cidr") (family === "ipv4" ? ipv4 : ipv6).push(read.cidr);
    return read.kind;
  };
  const first = add(resource.values.get("cidr_block"), "ipv4", `${resource.where}/cidr_block`);
  if (first !== "cidr") ipv4Known = false;
  for (const block of blocksOf(resource.values.get("cidr_block_associations")))
    add(block.get("cidr_block"), "ipv4", `${resource.where}/cidr_block_associations`);
  const six = add(resource.values.get("ipv6_cidr_block"), "ipv6", `${resource.where}/ipv6_cidr_block`);
  let hasIpv6: Knowledge = six === "cidr" ? "yes" : managed || first === "cidr" ? "no" : "unknown";
  const asks = six === "cidr" ? "no" : asksForIpv6(resource);
  if (asks !== "no") {
    hasIpv6 = asks;
    ipv6Known = false;
  }
  for (const association of associations) {
    const isSix = association.type.includes("ipv6");
    const name = isSix ? "ipv6_cidr_block" : "cidr_block";
    const read = add(association.values.get(name), isSix ? "ipv6" : "ipv4", `${association.where}/${name}`);
    const isPerhaps = association.repetition !== undefined;
    if (isPerhaps) collector.addUnknown(association.id, association.repetition ?? "");
    if (isSix && hasIpv6 !== "yes") hasIpv6 = isPerhaps ? "unknown" : "yes";
    if ((read !== "cidr" || isPerhaps) && isSix) ipv6Known = false;
    if ((read !== "cidr" || isPerhaps) && !isSix) ipv4Known = false;
  }
  const region = regionOf(resource);
  return {
    id: resource.id,
    ipv4: ipv4Known ? AddressSet.fromCidrs(ipv4) : null,
    ipv6: hasIpv6 === "no" || (hasIpv6 === "yes" && ipv6Known) ? AddressSet.fromCidrs(ipv6) : null,
    hasIpv6,
    ...(hasIpv6 === "unknown" && asks === "unknown" ? { openIpv6: openFlags(resource, [GENERATED]) } : {}),
    ...(resource.values.get("ipv6_cidr_block") instanceof GeneratedBlock ? { generatedIpv6: true } : {}),
    identified: resource.mode === "managed" || textOf(resource.values.get("id")) !== undefined,
    ...(region === undefined ? {} : { region }),
  };
}

const GENERATED = "assign_generated_ipv6_cidr_block";

/** Whether the VPC gets an IPv6 block whose value the document does not state. */
function asksForIpv6(resource: Resource): Knowledge {
  const { values } = resource;
  const generated = flag(values.get(GENERATED), "no");
  const pool = values.get("ipv6_ipam_pool_id");
  const block = values.get("ipv6_cidr_block");
  const isOther =
    (pool !== undefined && pool !== null && pool !== "") || (block !== undefined && !isKnown(block));
  return anyOf(generated, isOther ? "yes" : "no");
}
