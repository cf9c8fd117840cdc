import type { Resource } from "../../terraform/resource.js";
import { textOf, type Value } from "../../terraform/value.js";
import type { BlockPublicAccess, Exclusion, Subnet, Vpc } from "../model.js";
import type { NetworkReader } from "./network-reader.js";
import { regionOf } from "./region-of.js";

const OPTIONS = "aws_vpc_block_public_access_options";
const EXCLUSION = "aws_vpc_block_public_access_exclusion";
const MODES = ["off", "block-bidirectional", "block-ingress"] as const;
const EXCLUSIONS = ["allow-bidirectional", "allow-egress"] as const;

/**
 * VPC Block Public Access of every VPC that it applies to: those of its account and Region.
 *
 * Source: AWS provider, aws_vpc_block_public_access_options, aws_vpc_block_public_access_exclusion.
 */
export function readBlockPublicAccess(
  reader: NetworkReader,
  subnets: ReadonlyMap<string, Subnet>,
): ReadonlyMap<string, BlockPublicAccess> {
  const { index, collector } = reader;
  const blocks = new Map<string, BlockPublicAccess>();
  for (const options of index.managed(OPTIONS)) {
    const stated = oneOf(MODES, options.values.get("internet_gateway_block_mode")) ?? "unknown";
    if (stated === "off") continue;
    const mode = options.repetition === undefined ? stated : "unknown";
    if (mode === "unknown") collector.addUnknown(options.id, "which packets it blocks is not known");
    for (const vpc of reader.vpcs.all.values()) {
      const applies = appliesTo(options, vpc, reader);
      if (applies === "no") continue;
      if (applies === "unknown")
        collector.addUnknown(options.id, "whether it is of the Region of each VPC is not known");
      const block = { mode: applies === "yes" ? mode : ("unknown" as const), exclusion: "none" as const };
      blocks.set(vpc.id, { ...block, bySubnet: new Map() });
    }
    collector.addAssumption(options.id, "no exclusion from VPC Block Public Access stands outside the input");
  }
  if (blocks.size > 0)
    for (const exclusion of index.managed(EXCLUSION)) exclude(exclusion, blocks, subnets, reader);
  return blocks;
}

/** Whether the options and the VPC are of one Region; unknown where both are of different provider configurations without one. */
function appliesTo(options: Resource, vpc: Vpc, { index }: NetworkReader): "yes" | "no" | "unknown" {
  const region = regionOf(options);
  if (region !== undefined && vpc.region !== undefined) return region === vpc.region ? "yes" : "no";
  const provider = index.resources.get(vpc.id)?.provider;
  return provider === undefined || provider === options.provider ? "yes" : "unknown";
}

function exclude(
  { id, values, repetition }: Resource,
  blocks: Map<string, BlockPublicAccess>,
  subnets: ReadonlyMap<string, Subnet>,
  { index, collector }: NetworkReader,
): void {
  const stated = oneOf(EXCLUSIONS, values.get("internet_gateway_exclusion_mode")) ?? "unknown";
  const exclusion: Exclusion = repetition === undefined ? stated : "unknown";
  const named = index.identify(values.get("subnet_id")) ?? index.identify(values.get("vpc_id"));
  const subnet = subnets.get(named?.id ?? "");
  const vpc = subnet?.vpc ?? named?.id ?? "";
  const block = blocks.get(vpc);
  if (exclusion === "unknown" || named === undefined || !named.certain)
    collector.addUnknown(id, "what it excludes from VPC Block Public Access is not known");
  if (block !== undefined && subnet !== undefined)
    blocks.set(vpc, { ...block, bySubnet: new Map([...block.bySubnet, [subnet.id, exclusion]]) });
  else if (block !== undefined) blocks.set(vpc, { ...block, exclusion });
  else if (named?.certain === false)
    for (const [other, one] of blocks) blocks.set(other, { ...one, exclusion: "unknown" });
}

function oneOf<Text extends string>(texts: readonly Text[], value: Value | undefined): Text | undefined {
  const text = textOf(value);
  return texts.find((one) => one === text);
}
