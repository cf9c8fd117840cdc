import type { Resource } from "../../terraform/resource.js";
import {
  type Block,
  booleanOf,
  isBlock,
  isKnown,
  isList,
  listOf,
  textOf,
  Unresolved,
  type Value,
} from "../../terraform/value.js";
import type { Rule, RulePeer } from "../model.js";
import { readCidr } from "./cidrs.js";
import type { NetworkReader } from "./network-reader.js";
import { readPermission } from "./permission.js";
import { possibleOwners } from "./possible-owners.js";
import type { PrefixListRegister } from "./prefix-lists.js";
import { providerOf, type SecurityGroupRegister } from "./security-groups.js";
import { whichOf } from "./which-of.js";

/** What reading rules needs. */
export interface RuleReader extends NetworkReader {
  readonly groups: SecurityGroupRegister;
  readonly prefixLists: PrefixListRegister;
}

type Direction = Rule["direction"];

/**
 * Every rule of every group: standalone, legacy and inline.
 *
 * Source: AWS provider, aws_vpc_security_group_ingress_rule, aws_vpc_security_group_egress_rule,
 * aws_security_group_rule, aws_security_group, aws_default_security_group.
 */
export function readRules(reader: RuleReader): Rule[] {
  const { index } = reader;
  const standalone = (["ingress", "egress"] as const).flatMap((direction) =>
    index
      .managed(`aws_vpc_security_group_${direction}_rule`)
      .map((resource) =>
        reader.collector.readingRule(resource.id, () => readStandalone(resource, direction, reader)),
      ),
  );
  const legacy = index
    .managed("aws_security_group_rule")
    .flatMap(
      (resource) => reader.collector.readingRule(resource.id, () => readLegacy(resource, reader)) ?? [],
    );
  const written = [...standalone.filter((rule) => rule !== undefined), ...legacy];
  const inline = [
    ...index.managed("aws_security_group"),
    ...index.managed("aws_default_security_group"),
  ].flatMap((resource) =>
    (["ingress", "egress"] as const).flatMap((direction) => readInline(resource, direction, reader)),
  );
  return [...written, ...inline];
}

/**
 * Rules whose group is not known, once for each managed group that it may be; none of them is certain.
 *
 * They stand beside the rules, which hold each only once.
 */
export function readPossibleRules(rules: readonly Rule[], { index, groups }: RuleReader): Rule[] {
  return rules.flatMap((rule) => {
    const resource = rule.style === "inline" ? undefined : index.resources.get(rule.resource);
    const owner = resource?.values.get("security_group_id");
    if (resource === undefined || !(owner instanceof Unresolved)) return [];
    return ownersOf(owner, rule.group, groups).map((id) => perhapsOf(id, rule));
  });
}

/** The groups that an owner which is not known may be. @param registered what it is in the register */
function ownersOf(
  owner: Unresolved,
  registered: string | undefined,
  groups: SecurityGroupRegister,
): readonly string[] {
  const oneOf = registered === undefined ? undefined : groups.all.get(registered)?.oneOf;
  return oneOf ?? possibleOwners(owner, groups.all).map(({ id }) => id);
}

/** The rule as one that the group may have; where it names its own group, it names this one. */
function perhapsOf(group: string, rule: Rule): Rule {
  return {
    ...rule,
    id: `${rule.id} (perhaps of ${group})`,
    group,
    trafficKnown: false,
    perhapsOf: rule,
    peers: rule.peers.map((peer) =>
      peer.kind === "group" && peer.group === rule.group ? { kind: "group", group } : peer,
    ),
  };
}

function readStandalone(resource: Resource, direction: Direction, reader: RuleReader): Rule | undefined {
  const { values, where } = resource;
  const peers = [
    ...cidrPeers(values.get("cidr_ipv4"), "ipv4", `${where}/cidr_ipv4`, reader),
    ...cidrPeers(values.get("cidr_ipv6"), "ipv6", `${where}/cidr_ipv6`, reader),
    ...groupPeers(values.get("referenced_security_group_id"), resource, reader),
    ...prefixListPeers(values.get("prefix_list_id"), resource, reader),
  ];
  return ruleOf(resource, direction, "standalone", values.get("ip_protocol"), peers, reader);
}

function readLegacy(resource: Resource, reader: RuleReader): Rule[] {
  const { values } = resource;
  const written = values.get("type");
  const directions: readonly Direction[] =
    written === "ingress" || written === "egress" ? [written] : ["ingress", "egress"];
  const own = reader.groups.idOf(values.get("security_group_id"), providerOf(resource));
  if (directions.length > 1) {
    reader.collector.addUnknown(resource.id, "the direction of the rule is not known");
    const owner = values.get("security_group_id");
    const perhaps = owner instanceof Unresolved ? ownersOf(owner, own, reader.groups) : [];
    for (const group of own === undefined ? perhaps : [own, ...perhaps])
      for (const direction of directions) reader.groups.markIncomplete(group, direction);
    return [];
  }
  const peers = [
    ...listPeers(values, resource.where, resource, own, reader),
    ...groupPeers(values.get("source_security_group_id"), resource, reader),
  ];
  return directions
    .map((direction) => ruleOf(resource, direction, "legacy", values.get("protocol"), peers, reader))
    .filter((rule) => rule !== undefined);
}

/** The rule of a rule resource; undefined where it names no group, which is a problem. */
function ruleOf(
  resource: Resource,
  direction: Direction,
  style: Rule["style"],
  protocol: Value | undefined,
  peers: readonly RulePeer[],
  reader: RuleReader,
): Rule | undefined {
  const { values, where, id } = resource;
  const group = reader.groups.idOf(values.get("security_group_id"), providerOf(resource));
  if (group === undefined) {
    reader.collector.addUnknown(id, "the rule states no security group");
    // It may be one of each.
    for (const { id: any } of [...reader.groups.all.values()]) reader.groups.markIncomplete(any, direction);
    return undefined;
  }
  if (resource.repetition !== undefined) reader.collector.addUnknown(id, resource.repetition);
  const permission = readPermission(
    protocol,
    values.get("from_port"),
    values.get("to_port"),
    where,
    reader.collector,
  );
  noteOpenEnds(id, permission.known, peers, reader);
  if (peers.length === 0) reader.collector.addUnknown(id, "the rule names no other end");
  const description = textOf(values.get("description"));
  return {
    id,
    group,
    direction,
    style,
    traffic: permission.traffic,
    // A rule of which there may be none lets through at most this.
    trafficKnown: permission.known && resource.repetition === undefined && !peers.some(isPerhaps),
    peers,
    resource: id,
    ...(description === undefined || description === "" ? {} : { description }),
    ...(resource.constructPath === undefined ? {} : { constructPath: resource.constructPath }),
  };
}

function readInline(resource: Resource, direction: Direction, reader: RuleReader): Rule[] {
  const written = resource.values.get(direction);
  const group = resource.id;
  const read = (block: Value, position: number): Rule[] => {
    const id = `${group}.${direction}[${position}]`;
    const where = `${resource.where}/${direction}${isList(written) ? `/${position}` : ""}`;
    // A rule that only mirrors a rule resource was taken out.
    if (block === null) return [];
    if (!isBlock(block)) {
      reader.groups.markIncomplete(group, direction);
      const why = block instanceof Unresolved ? block.why : "it is known only after apply";
      reader.collector.addUnknown(id, `the inline rules are not known: ${why}`);
      return [];
    }
    const permission = readPermission(
      block.get("protocol"),
      block.get("from_port"),
      block.get("to_port"),
      where,
      reader.collector,
    );
    const peers = [
      ...listPeers(block, where, resource, group, reader),
      ...listOf(block.get("security_groups")).flatMap((value) => groupPeers(value, resource, reader)),
    ];
    noteOpenEnds(id, permission.known, peers, reader);
    const description = textOf(block.get("description"));
    const rule: Rule = {
      id,
      group,
      direction,
      style: "inline",
      traffic: permission.traffic,
      trafficKnown: permission.known && !peers.some(isPerhaps),
      peers,
      resource: group,
      ...(description === undefined || description === "" ? {} : { description }),
      ...(resource.constructPath === undefined ? {} : { constructPath: resource.constructPath }),
    };
    return [rule];
  };
  return listOf(written).flatMap(
    (block, position) =>
      reader.collector.readingRule(`${group}.${direction}[${position}]`, () => read(block, position)) ?? [],
  );
}

function noteOpenEnds(
  id: string,
  trafficKnown: boolean,
  peers: readonly RulePeer[],
  reader: RuleReader,
): void {
  if (!trafficKnown) reader.collector.addUnknown(id, "its protocol or ports are not known");
  const candidates = peers.flatMap((peer) =>
    peer.kind === "group" && peer.perhaps === true ? [peer.group] : [],
  );
  if (candidates.length > 0) reader.collector.addUnknown(id, whichOf(candidates, "it names"));
  for (const peer of peers) {
    if (peer.kind === "unknown")
      reader.collector.addUnknown(id, `its other end, ${peer.expression}, is not known`);
  }
}

function isPerhaps(peer: RulePeer): boolean {
  return peer.kind === "group" && peer.perhaps === true;
}

/** The peers of the list attributes that inline and legacy rules share, and of `self`. */
function listPeers(
  values: Block,
  where: string,
  resource: Resource,
  own: string | undefined,
  reader: RuleReader,
): RulePeer[] {
  const each = (name: string): readonly (readonly [Value, string])[] => {
    const written = values.get(name);
    return listOf(written).map((value, index) => [
      value,
      `${where}/${name}${isList(written) ? `/${index}` : ""}`,
    ]);
  };
  const self = values.get("self");
  const selfPeers: RulePeer[] = [];
  if (booleanOf(self) === true && own !== undefined) selfPeers.push({ kind: "group", group: own });
  else if (self !== undefined && !isKnown(self))
    selfPeers.push({ kind: "unknown", of: "group", expression: String(self) });
  return [
    ...each("cidr_blocks").flatMap(([value, place]) => cidrPeers(value, "ipv4", place, reader)),
    ...each("ipv6_cidr_blocks").flatMap(([value, place]) => cidrPeers(value, "ipv6", place, reader)),
    ...each("prefix_list_ids").flatMap(([value]) => prefixListPeers(value, resource, reader)),
    ...selfPeers,
  ];
}

function cidrPeers(
  value: Value | undefined,
  family: "ipv4" | "ipv6",
  where: string,
  reader: RuleReader,
): RulePeer[] {
  const read = readCidr(value, family, where, reader.collector);
  switch (read.kind) {
    case "absent":
      return [];
    case "cidr":
      return [{ kind: "cidr", cidr: read.cidr }];
    case "open":
      return [{ kind: "unknown", of: family, expression: read.expression }];
    default:
      return read satisfies never;
  }
}

function groupPeers(value: Value | undefined, resource: Resource, reader: RuleReader): RulePeer[] {
  if (value instanceof Unresolved) {
    // Null among them is no other end.
    const given = value.candidates.filter((candidate) => candidate !== null);
    const named = given.map((candidate) => reader.groups.idOf(candidate, providerOf(resource)));
    const groups = named.filter((group) => group !== undefined);
    if (groups.length === 0 || groups.length < named.length)
      return [{ kind: "unknown", of: "group", expression: value.expression }];
    return [...new Set(groups)].map((group) => ({ kind: "group", group, perhaps: true }));
  }
  const group = reader.groups.idOf(value, providerOf(resource));
  return group === undefined ? [] : [{ kind: "group", group }];
}

function prefixListPeers(value: Value | undefined, resource: Resource, reader: RuleReader): RulePeer[] {
  if (value instanceof Unresolved)
    return [{ kind: "unknown", of: "prefix-list", expression: value.expression }];
  const prefixList = reader.prefixLists.idOf(value, resource);
  return prefixList === undefined ? [] : [{ kind: "prefix-list", prefixList }];
}
