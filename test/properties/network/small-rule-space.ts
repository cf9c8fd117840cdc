import fc from "fast-check";
import { Port } from "../../../core/network/port.js";
import { ICMP, TCP, UDP } from "../../../core/network/protocol.js";
import type { RulePeer, SecurityGroupRule } from "../../../core/network/rule.js";
import { addressOf, BASES, type Block, block, cidrOf, FAMILIES, OFFSETS } from "./small-address-space.js";

/** Where the blocks of the rules lie: addresses from the documentation ranges. */
const AT = BASES[1] as (typeof BASES)[number];
const ESP = 50;

/** What the other end of a packet is: an address of the small space, or a member of a named peer. */
export type FarEnd =
  | { readonly family: Block["family"]; readonly offset: number }
  | { readonly named: string };
/** What a packet carries; `first` and `second` are port and nothing, or ICMP type and code. */
export interface Kind {
  readonly protocol: number;
  readonly first: number;
  readonly second: number;
}

const NAMES = ["segment:a", "segment:b", "security-group:a", "prefix-list:a", "aws-service:a"];
export const FAR_ENDS: readonly FarEnd[] = [
  ...FAMILIES.flatMap((family) => OFFSETS.map((offset) => ({ family, offset }))),
  ...NAMES.map((named) => ({ named })),
];
const PORTS = [0, 1, 2, 3, 4, 5, 6, 7];
/** Every kind of packet that the ports below can tell apart, and one that only "all" carries. */
export const KINDS: readonly Kind[] = [
  ...[TCP, UDP].flatMap((protocol) => PORTS.map((first) => ({ protocol, first, second: 0 }))),
  ...[0, 3, 8].flatMap((first) => [0, 1].map((second) => ({ protocol: ICMP, first, second }))),
  { protocol: ESP, first: 0, second: 0 },
  { protocol: 99, first: 0, second: 0 },
];

/** Whether the rule lets the packet pass: EC2's documentation, one rule and one packet at a time. */
export function allows({ port, peer }: SecurityGroupRule, far: FarEnd, kind: Kind): boolean {
  return peerHolds(peer, far) && portCarries(port, kind);
}

export function portCarries(
  { protocol, from, to }: Port,
  { protocol: carried, first, second }: Kind,
): boolean {
  if (protocol === "all") return true;
  if (protocol !== carried) return false;
  if (protocol === TCP || protocol === UDP) return from <= first && first <= to;
  if (protocol === ICMP) return from === -1 || (from === first && (to === -1 || to === second));
  return true;
}

function peerHolds(peer: RulePeer, far: FarEnd): boolean {
  if ("named" in far) return peer.kind !== "cidr" && `${peer.kind}:${peer.name}` === far.named;
  if (peer.kind !== "cidr" || peer.cidr.family !== far.family) return false;
  const { value } = addressOf(AT, far.family, far.offset);
  const hostBits = BigInt((far.family === "ipv4" ? 32 : 128) - peer.cidr.prefixLength);
  return BigInt(value) >> hostBits === BigInt(peer.cidr.network) >> hostBits;
}

const range = fc
  .tuple(fc.nat(7), fc.nat(7))
  .map(([a, b]): readonly [number, number] => [Math.min(a, b), Math.max(a, b)]);
export const port: fc.Arbitrary<Port> = fc.oneof(
  { weight: 6, arbitrary: range.map(([from, to]) => Port.tcpRange(from, to)) },
  { weight: 2, arbitrary: range.map(([from, to]) => Port.udpRange(from, to)) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(Port.icmp(), Port.icmp(8), Port.icmp(8, 0), Port.icmp(3), Port.icmp(3, 1)),
  },
  { weight: 1, arbitrary: fc.constantFrom(Port.protocol(ESP), Port.allTraffic()) },
);
const named = fc.constantFrom<RulePeer>(
  { kind: "segment", name: "a" },
  { kind: "segment", name: "b" },
  { kind: "security-group", name: "a", id: "sg-01234567" },
  { kind: "prefix-list", name: "a", id: "pl-01234567", maxEntries: 3 },
  { kind: "aws-service", name: "a", maxEntries: 2 },
);
/** Mostly small blocks, so that some touch, some nest and some do neither. */
export const cidrPeer = fc
  .tuple(block, fc.boolean())
  .map(([{ family, sizeBits, offset }, small]): RulePeer => {
    const bits = small ? Math.min(sizeBits, 2) : sizeBits;
    return {
      kind: "cidr",
      cidr: cidrOf(AT, { family, sizeBits: bits, offset: offset - (offset % 2 ** bits) }),
      internet: false,
    };
  });
export const peer = fc.oneof({ weight: 5, arbitrary: cidrPeer }, { weight: 2, arbitrary: named });

export const rule: fc.Arbitrary<SecurityGroupRule> = fc.record({
  direction: fc.constant("egress" as const),
  port,
  peer,
  reason: fc.constantFrom("orders", "invoices", "health checks"),
});
/** Some of the rules with ids of their own, which keeps aggregation off them. */
export const rules: fc.Arbitrary<SecurityGroupRule[]> = fc
  .array(fc.tuple(rule, fc.nat(4)), { maxLength: 9 })
  .map((given) =>
    given.map(([one, dice], index) => (dice === 0 ? { ...one, flowId: `flow-${index}` } : one)),
  );
