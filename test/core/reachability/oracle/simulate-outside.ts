import {
  aclAllows,
  answerKind,
  clientPorts,
  groupsAllow,
  isCarried,
  type Kind,
  type Outcome,
  type Party,
  routeTo,
} from "./simulate.js";
import { meet } from "./simulate-links.js";
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
  "198.18.0.0/15",
  "224.0.0.0/3",
];
/** As good as all of 192.0.0.0/24 and 2001::/23: no block of a world cuts them. */
const SMALL_SPECIAL = ["192.0.0.0/29", "2001:0:8000::/33"];
const GLOBAL_IPV6 = "2000::/3";

/**
 * What a party exchanges with the internet or with a foreign block that its own rules name.
 *
 * The internet: every globally routable address outside the party's own VPCs. For each the party's rules, routes, public
 * address and ACLs must let the packet pass. A block: every or some address of it that is in no VPC that the party meets.
 */
export function outsideOutcome(
  world: World,
  party: Party,
  direction: Direction,
  end: string,
  family: Host["family"],
  kind: Kind,
): Outcome {
  if (!isCarried(family, kind)) return "never";
  if (end === "internet") return internetOutcome(world, party, direction, family, kind);
  const named = world.rules.some(
    ({ group, peer, direction: way, style }) =>
      party.groups.includes(group) &&
      way === direction &&
      ("cidr" in peer ? peer.cidr === end : "list" in peer && style === "inline" && peer.list.includes(end)),
  );
  const block = readBlock(end);
  if (!named || block.family !== family) return "never";
  const addresses = sampleAddresses(world, family).filter(
    (address) => contains(end, address) && !isHome(world, party, address),
  );
  return tally(
    addresses.flatMap((address) =>
      places(world, party, family).map((subnet) =>
        passesTo(world, party, subnet, direction, address, kind, false),
      ),
    ),
  );
}

/** Whether what the block may do is said by the internet already. */
export function isSaidByInternet(
  world: World,
  party: Party,
  direction: Direction,
  end: string,
  family: Host["family"],
  kind: Kind,
): boolean {
  return (
    end !== "internet" &&
    end !== "10.0.0.0/8" &&
    internetOutcome(world, party, direction, family, kind) === "always"
  );
}

/** Asked once more for every block, so each answer is kept. */
function internetOutcome(
  world: World,
  party: Party,
  direction: Direction,
  family: Host["family"],
  kind: Kind,
): Outcome {
  const kept = outcomesOfParty.get(party) ?? new Map<string, Outcome>();
  outcomesOfParty.set(party, kept);
  const key = `${direction} ${family} ${kind.protocol} ${kind.port}`;
  const outcome = kept.get(key) ?? findInternetOutcome(world, party, direction, family, kind);
  kept.set(key, outcome);
  return outcome;
}

const outcomesOfParty = new WeakMap<Party, Map<string, Outcome>>();

function findInternetOutcome(
  world: World,
  party: Party,
  direction: Direction,
  family: Host["family"],
  kind: Kind,
): Outcome {
  const all = globalAddresses(world, family);
  const allowed = all.filter((address) => groupsAllow(world, party.groups, direction, address, [], kind));
  const isCovered = allowed.length === all.length;
  if (!isCovered && shareOf(allowed) <= shareOf(all) / 2n) return "never";
  if (party.workload === null) return isCovered ? "always" : "possible";
  const foreign = all.filter((address) => !isHome(world, party, address));
  return tally(
    foreign.flatMap((address) =>
      places(world, party, family).map((subnet) =>
        passesTo(world, party, subnet, direction, address, kind, true),
      ),
    ),
  );
}

function isGlobal(address: Host): boolean {
  if (SMALL_SPECIAL.some((block) => contains(block, address))) return false;
  return address.family === "ipv4"
    ? !SPECIAL.some((block) => contains(block, address))
    : contains(GLOBAL_IPV6, address);
}

/** The number of addresses that the samples stand for. */
function shareOf(samples: readonly Sample[]): bigint {
  return samples.reduce((sum, { size }) => sum + size, 0n);
}

/** One answer for each port that the client and the NAT gateway may choose; a way that only perhaps exists answers both. */
function passesTo(
  world: World,
  party: Party,
  subnet: number | null,
  direction: Direction,
  address: Host,
  kind: Kind,
  toInternet: boolean,
): boolean[] {
  if (!groupsAllow(world, party.groups, direction, address, [], kind)) return [false];
  if (subnet === null) return [true];
  const isPublic = address.family === "ipv6" || hasPublicAddress(world, party, subnet);
  if (toInternet && direction === "ingress" && !isPublic) return [false];
  const isPrivateWay = (route: ReturnType<typeof routeTo>): boolean =>
    isBeyond(route) || (route === "peering" && !toInternet);
  const route = routeTo(world, subnet, address);
  const filtered = aclPasses(world, subnet, direction, address, kind);
  const perhaps = (verdicts: readonly boolean[]): boolean[] => [...verdicts, false];
  if (route === "igw") return isPublic && isGlobal(address) ? filtered : [false];
  if (isPrivateWay(route)) return toInternet ? perhaps(filtered) : filtered;
  if (route !== "nat" || direction === "ingress") return [false];
  const translated = natPasses(world, party, subnet, address, kind, toInternet);
  const both = translated.flatMap((hop) => filtered.map((own) => own && hop));
  return address.family === "ipv6" ? perhaps(both) : both;
}

/** The second hop: the route table of the NAT gateway's subnet, and its ACL for both of its sides. */
function natPasses(
  world: World,
  party: Party,
  subnet: number,
  address: Host,
  kind: Kind,
  toInternet: boolean,
): boolean[] {
  const vpc = world.subnets[subnet]?.vpc ?? 0;
  const half = world.vpcs[vpc]?.nat ?? null;
  // What else lies behind a gateway of a subnet that nobody shows is not known.
  if (half === null) return isGlobal(address) ? [true] : [true, false];
  const gateway = vpc * 2 + half;
  const route = routeTo(world, gateway, address);
  const leads =
    (route === "igw" && isGlobal(address)) || isBeyond(route) || (route === "peering" && !toInternet);
  if (!leads) return [false];
  const outer = aclPasses(world, gateway, "egress", address, kind);
  const clients = party.positions.filter((position) => position.subnet === subnet);
  const inner =
    gateway === subnet
      ? [true]
      : clients.flatMap((client) => aclPasses(world, gateway, "ingress", client, kind));
  const verdicts = outer.flatMap((out) => inner.map((own) => out && own));
  return isBeyond(route) && toInternet ? [...verdicts, false] : verdicts;
}

/** A network that the document does not show lies there: a route to a block is enough, and perhaps the internet is behind. */
function isBeyond(route: ReturnType<typeof routeTo>): boolean {
  return route === "vgw" || route === "transit";
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
    if (!meet(world, party.vpc, vpc)) return false;
    const { first, size } = blockOf(vpc, address.family);
    return (address.family === "ipv4" || ipv6) && address.value >= first && address.value < first + size;
  });
}

function tally(outcomes: readonly (readonly boolean[])[]): Outcome {
  const flat = outcomes.flat();
  if (!flat.includes(true)) return "never";
  return flat.includes(false) ? "possible" : "always";
}

/** The first address of a run of addresses that no block of the world cuts. */
interface Sample extends Host {
  readonly size: bigint;
}

type Samples = Readonly<Record<Host["family"], readonly Sample[]>>;

function sampleAddresses(world: World, family: Host["family"]): readonly Sample[] {
  const samples = samplesOfWorld.get(world) ?? {
    ipv4: findSamples(world, "ipv4"),
    ipv6: findSamples(world, "ipv6"),
  };
  samplesOfWorld.set(world, samples);
  return samples[family];
}

function globalAddresses(world: World, family: Host["family"]): readonly Sample[] {
  const samples = globalOfWorld.get(world) ?? {
    ipv4: sampleAddresses(world, "ipv4").filter(isGlobal),
    ipv6: sampleAddresses(world, "ipv6").filter(isGlobal),
  };
  globalOfWorld.set(world, samples);
  return samples[family];
}

const samplesOfWorld = new WeakMap<World, Samples>();
const globalOfWorld = new WeakMap<World, Samples>();

function findSamples(world: World, family: Host["family"]): Sample[] {
  const texts = [
    ...world.rules.flatMap(({ peer }) => ("cidr" in peer ? [peer.cidr] : "list" in peer ? peer.list : [])),
    ...world.acls.flatMap((acl) => acl.entries.map((entry) => entry.cidr)),
    ...world.tables.flatMap((table) => table.routes.map((route) => route.destination)),
    ...SPECIAL,
    ...SMALL_SPECIAL,
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
  const sorted = [...starts].filter((value) => value < highest).sort((a, b) => (a < b ? -1 : 1));
  return sorted.map((value, index) => ({ family, value, size: (sorted[index + 1] ?? highest) - value }));
}
