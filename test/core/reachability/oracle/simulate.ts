import { best, overPeering, overTransit, referencesCount, type Verdict } from "./simulate-links.js";
import {
  addressesOf,
  blockOf,
  contains,
  type Host,
  readBlock,
  type World,
  type WorldEntry,
  type WorldRoute,
  type WorldTraffic,
} from "./world.js";

/** One packet's kind: protocol number and destination port. */
export interface Kind {
  readonly protocol: 1 | 6 | 17 | 47 | 58;
  readonly port: number;
}

type Direction = "ingress" | "egress";

/** Where something stands: an address, with its subnet where that matters. */
interface Position extends Host {
  readonly subnet: number | null;
}

/** A group alone, or a workload, as the simulator moves it over its addresses. */
export interface Party {
  readonly groups: readonly number[];
  readonly vpc: number;
  readonly positions: readonly Position[];
  readonly workload: number | null;
}

export type Outcome = "always" | "possible" | "never";

/** Every kind of packet of which the world's rules could think differently. */
export function kindsOf(world: World): Kind[] {
  const ports = new Set([0, 65535]);
  for (const { traffic } of [...world.rules, ...world.acls.flatMap((acl) => acl.entries)]) {
    for (const port of [traffic.from, traffic.to, traffic.to + 1])
      if (port >= 0 && port <= 65535) ports.add(port);
  }
  return [
    ...[...ports].flatMap((port) => ([6, 17] as const).map((protocol) => ({ protocol, port }))),
    { protocol: 47, port: 0 },
    // Echo requests by their types: of ICMP they alone wait for an answer.
    { protocol: 1, port: 8 },
    { protocol: 58, port: 128 },
  ];
}

/** ICMP goes over IPv4 alone, ICMPv6 over IPv6. */
export function isCarried(family: Host["family"], { protocol }: Kind): boolean {
  return protocol === 1 ? family === "ipv4" : protocol !== 58 || family === "ipv6";
}

/** Protocols whose packets have a destination port. */
function hasPorts(protocol: number): boolean {
  return protocol === 6 || protocol === 17;
}

export function segmentParty(world: World, group: number, family: Host["family"]): Party {
  const vpc = world.groups[group]?.vpc ?? 0;
  const has = family === "ipv4" || world.vpcs[vpc]?.ipv6 === true;
  const positions = has
    ? addressesOf(blockOf(vpc, family)).map((value) => ({ family, value, subnet: null }))
    : [];
  return { groups: [group], vpc, positions, workload: null };
}

export function workloadParty(world: World, index: number, family: Host["family"]): Party {
  const workload = world.workloads[index];
  if (workload === undefined) throw new Error(`no workload ${index}`);
  const vpc = world.subnets[workload.subnets[0] ?? 0]?.vpc ?? 0;
  const positions = workload.subnets.flatMap((subnet): Position[] => {
    const half = world.subnets[subnet]?.half ?? 0;
    const block = blockOf(vpc, family, half);
    if (family === "ipv6")
      return workload.hasIpv6 ? addressesOf(block).map((value) => ({ family, value, subnet })) : [];
    if (workload.address !== null) return [{ family, value: block.first + BigInt(workload.address), subnet }];
    return addressesOf(block).map((value) => ({ family, value, subnet }));
  });
  return { groups: workload.groups, vpc, positions, workload: index };
}

/** Sends a packet of the kind between every two positions, with every client port that matters. */
export function outcomeBetween(world: World, from: Party, to: Party, kind: Kind): Outcome {
  const seen = new Set<Verdict>();
  // Groups alone stand behind no ACL.
  const ports = from.workload === null && to.workload === null ? [1024] : clientPorts(world);
  for (const source of from.positions) {
    for (const target of to.positions) {
      if (from.vpc === to.vpc && source.value === target.value) continue;
      for (const clientPort of ports)
        seen.add(conversation(world, from, source, to, target, kind, clientPort));
    }
  }
  if (!seen.has("yes") && !seen.has("perhaps")) return "never";
  return seen.size === 1 && seen.has("yes") ? "always" : "possible";
}

/** Client ports that the ACL entries could judge differently. */
export function clientPorts(world: World): readonly number[] {
  if (world.acls.length === 0) return [1024];
  const known = portsOfWorld.get(world) ?? findClientPorts(world);
  portsOfWorld.set(world, known);
  return known;
}

const portsOfWorld = new WeakMap<World, readonly number[]>();

function findClientPorts(world: World): number[] {
  const ports = new Set([1024, 65535]);
  for (const { traffic } of world.acls.flatMap((acl) => acl.entries)) {
    for (const port of [traffic.from, traffic.to, traffic.to + 1])
      if (port >= 1024 && port <= 65535) ports.add(port);
  }
  return [...ports];
}

function conversation(
  world: World,
  from: Party,
  source: Position,
  to: Party,
  target: Position,
  kind: Kind,
  clientPort: number,
): Verdict {
  if (!isCarried(source.family, kind)) return "no";
  const named = (direction: Direction, own: Party, other: Party, address: Host): Verdict => {
    if (groupsAllow(world, own.groups, direction, address, [], kind)) return "yes";
    const counts = referencesCount(world, direction, from.vpc, to.vpc);
    return groupsAllow(world, own.groups, direction, address, other.groups, kind) ? counts : "no";
  };
  const verdicts: Verdict[] = [];
  for (const judge of [
    () => named("egress", from, to, target),
    () => named("ingress", to, from, source),
    () => wayTo(world, from.vpc, source, to.vpc, target),
    () => wayTo(world, to.vpc, target, from.vpc, source),
  ]) {
    const verdict = judge();
    if (verdict === "no") return "no";
    verdicts.push(verdict);
  }
  if (!aclsPass(world, source, target, kind, clientPort)) return "no";
  // A middlebox on the way passes what it likes.
  const isDoubtful = isDiverted(world, source, target) || isDiverted(world, target, source);
  return isDoubtful || verdicts.includes("perhaps") ? "perhaps" : "yes";
}

function aclsPass(world: World, source: Position, target: Position, kind: Kind, clientPort: number): boolean {
  if (source.subnet !== null && source.subnet === target.subnet) return true;
  const answer = answerKind(kind, clientPort);
  return (
    aclAllows(world, source.subnet, "egress", target, kind) &&
    aclAllows(world, target.subnet, "ingress", source, kind) &&
    aclAllows(world, target.subnet, "egress", source, answer) &&
    aclAllows(world, source.subnet, "ingress", target, answer)
  );
}

/** Answers of tcp and udp go back to the client's port; other protocols have none. */
export function answerKind({ protocol, port }: Kind, clientPort: number): Kind {
  return hasPorts(protocol) ? { protocol, port: clientPort } : { protocol, port };
}

/** Some rule of some group lets the packet pass. */
export function groupsAllow(
  world: World,
  groups: readonly number[],
  direction: "ingress" | "egress",
  other: Host,
  otherGroups: readonly number[],
  kind: Kind,
): boolean {
  return world.rules.some((rule) => {
    if (!groups.includes(rule.group) || rule.direction !== direction || !matches(rule.traffic, kind))
      return false;
    if ("group" in rule.peer) return otherGroups.includes(rule.peer.group);
    if ("cidr" in rule.peer) return contains(rule.peer.cidr, other);
    const listed =
      rule.style === "inline" ? rule.peer.list.filter((cidr) => !cidr.includes(":")) : rule.peer.list;
    return listed.some((cidr) => contains(cidr, other));
  });
}

/** The subnet's ACL: the entry with the lowest number that matches decides. */
export function aclAllows(
  world: World,
  subnet: number | null,
  direction: "ingress" | "egress",
  other: Host,
  kind: Kind,
): boolean {
  const acl = subnet === null ? null : world.subnets[subnet]?.acl;
  if (acl === null || acl === undefined) return true;
  const matching = (world.acls[acl]?.entries ?? []).filter(
    (entry: WorldEntry) =>
      entry.direction === direction && matches(entry.traffic, kind) && contains(entry.cidr, other),
  );
  const [first] = [...matching].sort((a, b) => a.number - b.number);
  return first?.allow === true;
}

function matches(traffic: WorldTraffic, kind: Kind): boolean {
  if (traffic.protocol === null) return true;
  if (traffic.protocol !== kind.protocol) return false;
  return !hasPorts(kind.protocol) || (kind.port >= traffic.from && kind.port <= traffic.to);
}

/** Where the position's route table sends the address: the longest prefix decides. Without a table of its own, only the VPC. */
export function routeTo(world: World, subnet: number, address: Host): "local" | WorldRoute["target"] | null {
  const place = world.subnets[subnet];
  if (place === undefined) return null;
  const own = blockOf(place.vpc, address.family);
  const isOwn = address.value >= own.first && address.value < own.first + own.size;
  if (isOwn && (address.family === "ipv4" || world.vpcs[place.vpc]?.ipv6 === true)) return "local";
  const routes = place.table === null ? [] : (world.tables[place.table]?.routes ?? []);
  const matching = routes.filter((route) => contains(route.destination, address));
  const sizeOf = (text: string) => readBlock(text).end - readBlock(text).first;
  const [best] = [...matching].sort((a, b) => (sizeOf(a.destination) < sizeOf(b.destination) ? -1 : 1));
  return best?.target ?? null;
}

/** Whether a route within the VPC leads to a network interface or NAT gateway before the address; within a subnet nothing is routed. */
function isDiverted(world: World, from: Position, to: Position): boolean {
  const place = from.subnet === null ? undefined : world.subnets[from.subnet];
  if (place === undefined || from.subnet === to.subnet || routeTo(world, from.subnet ?? 0, to) !== "local")
    return false;
  const own = blockOf(place.vpc, to.family);
  return (place.table === null ? [] : (world.tables[place.table]?.routes ?? [])).some(
    ({ destination, target }) =>
      (target === "vgw" || target === "nat") &&
      contains(destination, to) &&
      readBlock(destination).end - readBlock(destination).first <= own.size,
  );
}

/** Whether a packet gets to the other VPC. Groups alone stand in no subnet, so no table limits them. */
function wayTo(world: World, from: number, source: Position, to: number, target: Position): Verdict {
  if (from === to) return "yes";
  const routes =
    source.subnet === null ? (["peering", "transit"] as const) : [routeTo(world, source.subnet, target)];
  return best(
    routes.map((route) => {
      if (route === "peering") return overPeering(world, from, to);
      return route === "transit" ? overTransit(world, from, to, target) : "no";
    }),
  );
}
