import {
  aclAllows,
  answerKind,
  clientPorts,
  groupsAllow,
  type Kind,
  type Outcome,
  type Party,
  routeTo,
} from "./simulate.js";
import { blockOf, contains, type Host, readBlock, type World } from "./world.js";

type Direction = "ingress" | "egress";

/** Blocks of IPv4 that nobody on the internet has, and the one block of IPv6 that hosts there have. */
const SPECIAL = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "224.0.0.0/3",
];
const GLOBAL_IPV6 = "2000::/3";

/**
 * What a party exchanges with the internet or with a foreign block that its own rules name.
 *
 * The internet: the party's rules pass every address there is, and the routes, ACLs and public address those that
 * hosts on the internet have. A block: every or some address of it that is in no VPC that the party meets.
 */
export function outsideOutcome(
  world: World,
  party: Party,
  direction: Direction,
  end: string,
  family: Host["family"],
  kind: Kind,
): Outcome {
  if (end === "internet") return internetOutcome(world, party, direction, family, kind);
  const named = world.rules.some(
    ({ group, peer, direction: way, style }) =>
      party.groups.includes(group) &&
      way === direction &&
      ("cidr" in peer ? peer.cidr === end : "list" in peer && style === "inline" && peer.list.includes(end)),
  );
  const block = readBlock(end);
  if (!named || block.family !== family) return "never";
  // What the internet surely may do is not repeated for a smaller block.
  if (internetOutcome(world, party, direction, family, kind) === "always") return "never";
  const addresses = sampleAddresses(world, family).filter(
    (address) => contains(end, address) && !isHome(world, party, address),
  );
  return tally(
    addresses.flatMap((address) =>
      places(world, party, family).map((subnet) => passesTo(world, party, subnet, direction, address, kind)),
    ),
  );
}

function internetOutcome(
  world: World,
  party: Party,
  direction: Direction,
  family: Host["family"],
  kind: Kind,
): Outcome {
  const all = sampleAddresses(world, family);
  if (!all.every((address) => groupsAllow(world, party.groups, direction, address, [], kind))) return "never";
  if (party.workload === null) return "always";
  const subnets = places(world, party, family).filter((subnet) => subnet !== null);
  if (subnets.length === 0) return "never";
  const routed = subnets.map((subnet) => internetRoute(world, party, subnet, direction, all));
  const filtered = subnets.flatMap((subnet) =>
    all.flatMap((address) => aclPasses(world, subnet, direction, address, kind)),
  );
  if (
    routed.every((one) => one === "never") ||
    !subnets.some(
      (subnet, index) =>
        routed[index] !== "never" &&
        all.some((address) => aclPasses(world, subnet, direction, address, kind).includes(true)),
    )
  )
    return "never";
  return routed.every((one) => one === "always") && filtered.every((one) => one) ? "always" : "possible";
}

/** Whether the routes of a subnet lead all, some or no hosts of the internet to or from the party. */
function internetRoute(
  world: World,
  party: Party,
  subnet: number,
  direction: Direction,
  all: readonly Host[],
): Outcome {
  const hosts = all.filter(
    (address) =>
      (address.family === "ipv4"
        ? !SPECIAL.some((block) => contains(block, address))
        : contains(GLOBAL_IPV6, address)) &&
      routeTo(world, subnet, address) !== "peering" &&
      routeTo(world, subnet, address) !== "local",
  );
  if (hosts.length === 0) return "never";
  const isPublic = hosts[0]?.family === "ipv6" || hasPublicAddress(world, party, subnet);
  if (direction === "ingress" && !isPublic) return "never";
  const verdicts = hosts.map((address) => {
    const route = routeTo(world, subnet, address);
    if (route === "igw") return isPublic ? "always" : "never";
    if (route === "nat") return direction === "egress" ? "always" : "never";
    // What lies behind a virtual private gateway is not in the input.
    return route === "vgw" ? "possible" : "never";
  });
  if (verdicts.every((one) => one === "always")) return "always";
  return verdicts.every((one) => one === "never") ? "never" : "possible";
}

function passesTo(
  world: World,
  party: Party,
  subnet: number | null,
  direction: Direction,
  address: Host,
  kind: Kind,
): boolean[] {
  if (!groupsAllow(world, party.groups, direction, address, [], kind)) return [false];
  if (subnet === null) return [true];
  const route = routeTo(world, subnet, address);
  const isPublic = address.family === "ipv6" || hasPublicAddress(world, party, subnet);
  const routed =
    route === "vgw" ||
    route === "peering" ||
    (route === "igw" && isPublic) ||
    (route === "nat" && direction === "egress");
  return routed ? aclPasses(world, subnet, direction, address, kind) : [false];
}

function aclPasses(
  world: World,
  subnet: number | null,
  direction: Direction,
  address: Host,
  kind: Kind,
): boolean[] {
  const back = direction === "egress" ? "ingress" : "egress";
  return clientPorts(world).map(
    (port) =>
      aclAllows(world, subnet, direction, address, kind) &&
      aclAllows(world, subnet, back, address, answerKind(kind, port)),
  );
}

/** Instances follow their subnet; functions never have a public address. */
function hasPublicAddress(world: World, party: Party, subnet: number): boolean {
  const several = party.workload !== null && (world.workloads[party.workload]?.subnets.length ?? 0) > 1;
  return !several && world.subnets[subnet]?.mapsPublic === true;
}

function places(world: World, party: Party, family: Host["family"]): (number | null)[] {
  if (party.workload === null) return [null];
  const workload = world.workloads[party.workload];
  return workload === undefined || (family === "ipv6" && !workload.hasIpv6) ? [] : [...workload.subnets];
}

function isHome(world: World, party: Party, address: Host): boolean {
  return [...world.vpcs.entries()].some(([vpc, { ipv6 }]) => {
    if (vpc !== party.vpc && !world.peered) return false;
    const { first, size } = blockOf(vpc, address.family);
    return (address.family === "ipv4" || ipv6) && address.value >= first && address.value < first + size;
  });
}

function tally(outcomes: readonly (readonly boolean[])[]): Outcome {
  const flat = outcomes.flat();
  if (!flat.includes(true)) return "never";
  return flat.includes(false) ? "possible" : "always";
}

/** One address from each run of addresses that no block of the world cuts. */
function sampleAddresses(world: World, family: Host["family"]): readonly Host[] {
  const samples = samplesOfWorld.get(world) ?? {
    ipv4: findSamples(world, "ipv4"),
    ipv6: findSamples(world, "ipv6"),
  };
  samplesOfWorld.set(world, samples);
  return samples[family];
}

const samplesOfWorld = new WeakMap<World, Readonly<Record<Host["family"], readonly Host[]>>>();

function findSamples(world: World, family: Host["family"]): Host[] {
  const texts = [
    ...world.rules.flatMap(({ peer }) => ("cidr" in peer ? [peer.cidr] : "list" in peer ? peer.list : [])),
    ...world.acls.flatMap((acl) => acl.entries.map((entry) => entry.cidr)),
    ...world.tables.flatMap((table) => table.routes.map((route) => route.destination)),
    ...SPECIAL,
    GLOBAL_IPV6,
    "203.0.113.0/25",
  ];
  const blocks = texts.map(readBlock).filter((block) => block.family === family);
  const homes = [...world.vpcs.keys()].map((vpc) => blockOf(vpc, family));
  const highest = 1n << (family === "ipv4" ? 32n : 128n);
  const starts = new Set([
    0n,
    ...blocks.flatMap(({ first, end }) => [first, end]),
    ...homes.flatMap(({ first, size }) => [first, first + size]),
  ]);
  return [...starts].filter((value) => value < highest).map((value) => ({ family, value }));
}
