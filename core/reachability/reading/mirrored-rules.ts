import { parseProtocol } from "../../network/protocol.js";
import type { Resource } from "../../terraform/resource.js";
import { type Block, booleanOf, isBlock, isList, listOf, textOf, type Value } from "../../terraform/value.js";
import { withoutAccount } from "./resource-index.js";

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

/**
 * The resources, without the inline rules that only mirror rule resources.
 *
 * AWS returns all rules of a group with the group, so Terraform's state shows a standalone rule twice. What is
 * left is written inline, or was added by hand; either way it is in force.
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
  return resources.map((resource) => {
    if (resource.type !== "aws_security_group" && resource.type !== "aws_default_security_group")
      return resource;
    const values = new Map(resource.values);
    const own = textOf(values.get("id")) ?? resource.id;
    for (const direction of ["ingress", "egress"] as const) {
      const blocks = values.get(direction);
      if (isList(blocks))
        values.set(
          direction,
          blocks.map((block) => reduced(block, direction, own, standalone)),
        );
    }
    return { ...resource, values };
  });
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

/** The inline rule without mirrored peers; null where none is left. */
function reduced(block: Value, direction: string, own: string, standalone: ReadonlySet<string>): Value {
  if (!isBlock(block)) return block;
  const prefix = `${own} ${direction} ${trafficKey(block.get("protocol"), block)}`;
  const isMirrored = (peer: Value): boolean => standalone.has(`${prefix} ${withoutAccount(String(peer))}`);
  const left = new Map(block);
  let peers = 0;
  for (const name of PEER_LISTS) {
    const kept = listOf(block.get(name)).filter((peer) => !isMirrored(peer));
    if (block.has(name)) left.set(name, kept);
    peers += kept.length;
  }
  const self = booleanOf(block.get("self")) === true && !isMirrored(own);
  left.set("self", self);
  return peers > 0 || self ? left : null;
}

function idText(value: Value | undefined, groupIds: ReadonlyMap<string, string>): string {
  const text = value === undefined || value === null ? "" : withoutAccount(String(value));
  return groupIds.get(text.replace(/\.id$/, "")) ?? text;
}

function trafficKey(protocol: Value | undefined, values: Block): string {
  const parsed = parseProtocol(textOf(protocol) ?? "");
  if (!parsed.ok) return `? ${String(protocol)}`;
  if (parsed.value === "all") return "all";
  return `${parsed.value} ${String(values.get("from_port") ?? "")} ${String(values.get("to_port") ?? "")}`;
}
