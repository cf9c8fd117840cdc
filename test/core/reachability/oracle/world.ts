/**
 * A small network, described so plainly that a simulator can send every packet through it.
 *
 * VPC `i` has the IPv4 block 10.0.0.(4i)/30 and, where it has IPv6, 2001:db8::(4i)/126; each is cut into two
 * subnets of two addresses. Numbers of groups, subnets and so on are positions in the lists.
 */
export interface World {
  /** `nat`: the half in whose subnet its NAT gateway stands; null: its subnet is not in the document. */
  readonly vpcs: readonly { readonly ipv6: boolean; readonly nat: 0 | 1 | null }[];
  /** VPC 0 and VPC 1 are peered; otherwise routes over a peering lead into one that is not in the document. */
  readonly peered: boolean;
  /** A transit gateway; null: routes over one lead into one that is not in the document. */
  readonly transit: WorldTransit | null;
  readonly groups: readonly { readonly vpc: number }[];
  readonly rules: readonly WorldRule[];
  readonly acls: readonly { readonly vpc: number; readonly entries: readonly WorldEntry[] }[];
  readonly tables: readonly { readonly vpc: number; readonly routes: readonly WorldRoute[] }[];
  readonly subnets: readonly WorldSubnet[];
  readonly workloads: readonly WorldWorkload[];
}

export interface WorldRule {
  readonly group: number;
  readonly direction: "ingress" | "egress";
  readonly style: "standalone" | "legacy" | "inline";
  readonly traffic: WorldTraffic;
  readonly peer:
    | { readonly cidr: string }
    | { readonly group: number }
    | { readonly list: readonly string[] };
}

/** Null protocol: everything. Ports of tcp (6) and udp (17), of ICMP (1) and ICMPv6 (58) every type. */
export interface WorldTraffic {
  readonly protocol: 1 | 6 | 17 | 47 | 58 | null;
  readonly from: number;
  readonly to: number;
}

export interface WorldEntry {
  readonly direction: "ingress" | "egress";
  readonly number: number;
  readonly allow: boolean;
  readonly traffic: WorldTraffic;
  readonly cidr: string;
}

export interface WorldRoute {
  readonly destination: string;
  readonly target: "igw" | "nat" | "peering" | "vgw" | "transit";
}

/** A transit gateway with its default route table, 0, and one of its own, 1. Null settings are left out of the document. */
export interface WorldTransit {
  /** Whether attachments are associated with the default table, and propagate to it, unless they say otherwise. */
  readonly association: boolean;
  readonly propagation: boolean;
  readonly referencing: boolean | null;
  /** By VPC; null: not attached in the document. */
  readonly attachments: readonly (WorldAttachment | null)[];
  /** Static routes; an attachment of null is a blackhole. */
  readonly routes: readonly {
    readonly table: 0 | 1;
    readonly destination: string;
    readonly attachment: number | null;
  }[];
}

/** A VPC at the transit gateway, in subnets of these halves. */
export interface WorldAttachment {
  readonly halves: readonly (0 | 1)[];
  readonly association: boolean | null;
  readonly propagation: boolean | null;
  /** Associated with the gateway's own table, where it is not with the default one. */
  readonly usesOwn: boolean;
  readonly propagatesToOwn: boolean;
  readonly ipv6: boolean;
  readonly referencing: boolean | null;
}

export interface WorldSubnet {
  readonly vpc: number;
  readonly half: 0 | 1;
  readonly acl: number | null;
  readonly table: number | null;
  readonly mapsPublic: boolean;
}

export interface WorldWorkload {
  readonly groups: readonly number[];
  readonly subnets: readonly number[];
  /** Offset of its own IPv4 address in its only subnet. */
  readonly address: number | null;
  readonly hasIpv6: boolean;
}

/** One address, of either IP version. */
export interface Host {
  readonly family: "ipv4" | "ipv6";
  readonly value: bigint;
}

const FIRST = { ipv4: 0x0a000000n, ipv6: 0x20010db8n << 96n } as const;

/** First address and number of addresses of a VPC or of a half of it. */
export function blockOf(vpc: number, family: Host["family"], half?: 0 | 1): { first: bigint; size: bigint } {
  const first = FIRST[family] + BigInt(vpc * 4);
  return half === undefined ? { first, size: 4n } : { first: first + BigInt(half * 2), size: 2n };
}

/** The same block as CIDR text. */
export function blockText(vpc: number, family: Host["family"], half?: 0 | 1): string {
  const low = vpc * 4 + (half ?? 0) * 2;
  if (family === "ipv4") return `10.0.0.${low}/${half === undefined ? 30 : 31}`;
  return `2001:db8::${low === 0 ? "" : low.toString(16)}/${half === undefined ? 126 : 127}`;
}

/** The addresses of a block. */
export function addressesOf({ first, size }: { first: bigint; size: bigint }): bigint[] {
  return Array.from({ length: Number(size) }, (_, index) => first + BigInt(index));
}

/** A CIDR block as the simulator compares with it. */
export interface Block {
  readonly family: Host["family"];
  readonly first: bigint;
  readonly end: bigint;
}

const blocks = new Map<string, Block>();

/** Family, first address and end of a CIDR text, by a reading of its own: the product's parser is under test. */
export function readBlock(text: string): Block {
  const known = blocks.get(text) ?? parseBlock(text);
  blocks.set(text, known);
  return known;
}

function parseBlock(text: string): Block {
  const [address = "", length = ""] = text.split("/");
  if (address.includes(":")) {
    const [head = "", tail = ""] = address.split("::");
    const groups = (part: string) =>
      part === "" ? [] : part.split(":").map((group) => BigInt(`0x${group}`));
    const before = groups(head);
    const after = groups(tail);
    const all = [...before, ...new Array<bigint>(8 - before.length - after.length).fill(0n), ...after];
    const first = all.reduce((sum, group) => sum * 65536n + group, 0n);
    return { family: "ipv6", first, end: first + (1n << BigInt(128 - Number(length))) };
  }
  const first = address.split(".").reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
  return { family: "ipv4", first, end: first + (1n << BigInt(32 - Number(length))) };
}

/** Whether the address lies in the block. */
export function contains(text: string, { family, value }: Host): boolean {
  const block = readBlock(text);
  return block.family === family && value >= block.first && value < block.end;
}
