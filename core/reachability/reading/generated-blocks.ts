import { parseAddress } from "../../network/address.js";
import { AddressSet } from "../../network/address-set.js";
import { type Cidr, ipv6Cidr, parseCidr } from "../../network/cidr.js";
import { coversInternet, GLOBALLY_ROUTABLE } from "../../network/globally-routable.js";
import type { Resource } from "../../terraform/resource.js";
import {
  type Block,
  booleanOf,
  isBlock,
  isList,
  mapParts,
  Reference,
  Unresolved,
  type Value,
} from "../../terraform/value.js";
import { ResourceIndex } from "./resource-index.js";

/** Where stand-ins lie: the block of the former 6bone, which nobody is given (RFC 3701). */
const STAND_INS = 0x3ffen << 112n;
/** Amazon gives a VPC a /56 (Amazon VPC User Guide, "IPv6 VPC CIDR blocks"). */
const PREFIX_LENGTH = 56;

/** The IPv6 block that Amazon will give a VPC. Its addresses are not known; a stand-in tells it from every other block. */
export class GeneratedBlock extends Unresolved {
  readonly cidr: Cidr;

  constructor(vpc: string, network: bigint) {
    const expression = `${vpc}.ipv6_cidr_block`;
    super(expression, "AWS chooses the block when it makes the VPC");
    this.cidr = { ...ipv6Cidr(network, PREFIX_LENGTH), family: "ipv6", network, text: expression };
  }
}

/**
 * The index of the same resources, with the IPv6 blocks that Amazon will give their VPCs, in the VPCs and wherever the arguments name them.
 *
 * A block holds all IPv6 addresses of its VPC and nobody else's, which is all that a decision between hosts needs. It may lie in
 * a block that the input states, though: where the input states one of that kind, and where a VPC has further IPv6 blocks,
 * nothing changes and the blocks stay unknown.
 */
export function withGeneratedBlocks(index: ResourceIndex): ResourceIndex {
  const more = new Set(
    index
      .managed("aws_vpc_ipv6_cidr_block_association")
      .map(({ values }) => index.identify(values.get("vpc_id"))?.id),
  );
  const vpcs = index
    .managed("aws_vpc")
    .filter(
      ({ id, values }) =>
        booleanOf(values.get("assign_generated_ipv6_cidr_block")) === true &&
        !isText(values.get("ipv6_cidr_block")) &&
        !more.has(id) &&
        !more.has(undefined),
    );
  const blocks = new Map(vpcs.map(({ id }) => [id, new GeneratedBlock(id, standInOf(id))]));
  const networks = new Set([...blocks.values()].map(({ cidr }) => cidr.network));
  if (blocks.size === 0 || networks.size < blocks.size) return index;
  const resources = [...index.resources.values()];
  if (resources.some(({ values }) => statesNeighbour(values))) return index;
  const byName = new Map([...blocks.values()].map((block) => [block.expression, block]));
  return new ResourceIndex(
    resources.map((resource): Resource => {
      const own = blocks.get(resource.id);
      const values = withBlocks(resource.values, byName);
      if (own === undefined) return { ...resource, values };
      return { ...resource, values: new Map([...values, ["ipv6_cidr_block", own]]) };
    }),
  );
}

function isText(value: Value | undefined): boolean {
  return typeof value === "string" && value !== "";
}

/** The same for one name in every input, so that two inputs can be compared: FNV-1a of 40 bits. */
function standInOf(vpc: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const unit of vpc) hash = ((hash ^ BigInt(unit.codePointAt(0) ?? 0)) * 0x100000001b3n) % (1n << 64n);
  return STAND_INS + (hash % (1n << 40n)) * (1n << BigInt(128 - PREFIX_LENGTH));
}

/** Whether the block may share addresses with what Amazon gives, and is not all of the internet. */
export function mayOverlapGenerated(cidr: Cidr): boolean {
  if (cidr.family !== "ipv6") return false;
  const addresses = AddressSet.fromCidrs([cidr]);
  return addresses.intersects(GLOBALLY_ROUTABLE) && !coversInternet(addresses, "ipv6");
}

/** Whether it holds an IPv6 address, or a block, that may be among what Amazon gives. */
function statesNeighbour(value: Value): boolean {
  if (typeof value === "string") {
    if (!value.includes(":")) return false;
    if (!value.includes("/")) return parseAddress(value)?.family === "ipv6";
    const cidr = parseCidr(value);
    return cidr.ok && mayOverlapGenerated(cidr.value);
  }
  if (isList(value)) return value.some(statesNeighbour);
  return isBlock(value) && [...value.values()].some(statesNeighbour);
}

function withBlocks(value: Block, blocks: ReadonlyMap<string, GeneratedBlock>): Block;
function withBlocks(value: Value, blocks: ReadonlyMap<string, GeneratedBlock>): Value;
function withBlocks(value: Value, blocks: ReadonlyMap<string, GeneratedBlock>): Value {
  if (value instanceof Reference || value instanceof Unresolved) return blocks.get(String(value)) ?? value;
  return mapParts(value, (part) => withBlocks(part, blocks));
}
