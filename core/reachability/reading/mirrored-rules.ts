import { parseCidr } from "../../network/cidr.js";
import { ICMP, ICMPV6, type Protocol, parseProtocol, TCP, UDP } from "../../network/protocol.js";
import type { Resource } from "../../terraform/resource.js";
import { type Block, booleanOf, isBlock, isList, listOf, textOf, type Value } from "../../terraform/value.js";
import { withoutAccount } from "./resource-index.js";

/** Types of groups whose rules Terraform keeps where the configuration leaves them out: both directions are computed then. */
export const INLINE_OWNERS: ReadonlySet<string> = new Set([
  "aws_security_group",
  "aws_default_security_group",
]);

/** The arguments of a group that hold inline rules. */
export const INLINE_DIRECTIONS = ["ingress", "egress"] as const;

/** Attributes of inline rules that list peers. */
const PEER_LISTS = ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups"];

/** Attributes of rule resources that name a peer. */
const PEERS = [
  ...PEER_LISTS,
  "cidr_ipv4",
  "cidr_ipv6",
  "prefix_list_id",
  "referenced_security_group_id",
  "source_security_group_id",
];

/** Protocols whose rules have ports or ICMP types (EC2 API reference, IpPermission). */
const WITH_PORTS: ReadonlySet<Protocol> = new Set([TCP, UDP, ICMP, ICMPV6]);

/**
 * The resources, without the inline rules that only mirror rule resources.
 *
 * AWS returns all rules of a group with the group, so Terraform's state shows a standalone rule twice. What is
 * left is written inline, or was added by hand; either way it is in force. A group that mirrors a rule shows what AWS holds
 * in that direction, and not what its configuration writes: written blocks would have taken the rule away.
 *
 * @param earlier resources of the state before the plan, whose rules the group's attributes still mirror
 */
export function withoutMirroredRules(
  resources: readonly Resource[],
  earlier: readonly Resource[],
): Resource[] {
  const groupIds = new Map(
    [...resources, ...earlier].map((resource) => [
      resource.id,
      textOf(resource.values.get("id")) ?? resource.id,
    ]),
  );
  const standalone = new Set<string>();
  for (const resource of [...resources, ...earlier]) {
    for (const key of permissionKeys(resource, groupIds)) standalone.add(key);
  }
  if (standalone.size === 0) return [...resources];
  return resources.map((resource) =>
    INLINE_OWNERS.has(resource.type) ? withoutMirrors(resource, standalone) : resource,
  );
}

function withoutMirrors(group: Resource, standalone: ReadonlySet<string>): Resource {
  const values = new Map(group.values);
  const unwritten = new Set(group.unwritten);
  const own = textOf(values.get("id")) ?? group.id;
  for (const direction of INLINE_DIRECTIONS) {
    const blocks = values.get(direction);
    if (!isList(blocks)) continue;
    const left = blocks.map((block) => reduced(block, direction, own, standalone));
    values.set(direction, left);
    const isMirror = left.some((block, position) => block !== blocks[position]);
    if (isMirror && group.written?.has(direction) !== true) unwritten.add(direction);
  }
  return unwritten.size === 0 ? { ...group, values } : { ...group, values, unwritten };
}

/**
 * One key for each permission that a rule resource writes; none for any other resource.
 *
 * @param groupIds EC2 ids of groups by address, where they have one
 */
export function permissionKeys(resource: Resource, groupIds: ReadonlyMap<string, string>): string[] {
  const { type, values } = resource;
  const direction =
    /^aws_vpc_security_group_(ingress|egress)_rule$/.exec(type)?.[1] ?? textOf(values.get("type"));
  if (!type.startsWith("aws_vpc_security_group_") && type !== "aws_security_group_rule") return [];
  const group = idText(values.get("security_group_id"), groupIds);
  const traffic = trafficKey(values.get("ip_protocol") ?? values.get("protocol"), values);
  const peers = PEERS.flatMap((name) => listOf(values.get(name))).map((peer) => idText(peer, groupIds));
  if (booleanOf(values.get("self")) === true) peers.push(group);
  return peers.map((peer) => `${group} ${direction} ${traffic} ${peer}`);
}

/** The inline rule without mirrored peers, itself where it mirrors none; null where none is left. */
function reduced(block: Value, direction: string, own: string, standalone: ReadonlySet<string>): Value {
  if (!isBlock(block)) return block;
  const prefix = `${own} ${direction} ${trafficKey(block.get("protocol"), block)}`;
  const isMirrored = (peer: Value): boolean => standalone.has(`${prefix} ${peerText(String(peer))}`);
  const left = new Map(block);
  let [peers, mirrored] = [0, 0];
  for (const name of PEER_LISTS) {
    const all = listOf(block.get(name));
    const kept = all.filter((peer) => !isMirrored(peer));
    if (block.has(name)) left.set(name, kept);
    peers += kept.length;
    mirrored += all.length - kept.length;
  }
  const namesItself = booleanOf(block.get("self")) === true;
  const self = namesItself && !isMirrored(own);
  if (mirrored === 0 && self === namesItself) return block;
  left.set("self", self);
  return peers > 0 || self ? left : null;
}

/** A peer as AWS writes it: a group without its account, a block of IPv6 in its canonical form. */
function peerText(text: string): string {
  if (!text.includes(":")) return withoutAccount(text);
  const block = parseCidr(text);
  return block.ok ? block.value.text : text;
}

function idText(value: Value | undefined, groupIds: ReadonlyMap<string, string>): string {
  const text = value === undefined || value === null ? "" : peerText(String(value));
  return groupIds.get(text.replace(/\.id$/, "")) ?? text;
}

function trafficKey(protocol: Value | undefined, values: Block): string {
  const parsed = parseProtocol(textOf(protocol) ?? "");
  if (!parsed.ok) return `? ${String(protocol)}`;
  if (parsed.value === "all") return "all";
  // Other protocols have no ports, and groups show zeros.
  if (!WITH_PORTS.has(parsed.value)) return String(parsed.value);
  const isIcmp = parsed.value === ICMP || parsed.value === ICMPV6;
  const [from, to] = ["from_port", "to_port"].map((name) => values.get(name) ?? (isIcmp ? -1 : ""));
  return `${parsed.value} ${String(from)} ${String(to)}`;
}
