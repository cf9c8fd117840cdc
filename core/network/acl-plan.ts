import type { Cidr } from "./cidr.js";
import type { NetworkProblem } from "./error-codes.js";
import { Port } from "./port.js";
import { hasIcmpTypes, ICMP } from "./protocol.js";
import { cidrContains, type Direction } from "./rule.js";

/** What one tier may do, as its network ACL sees it. */
export interface AclTier {
  readonly name: string;
  readonly block: Cidr;
  /** Conversations that the tier opens with other tiers. */
  readonly reaches: readonly { readonly tier: string; readonly port: Port }[];
  /** Ports on which clients outside the VPC may open conversations with the tier. */
  readonly clients: readonly { readonly cidr: Cidr; readonly port: Port }[];
  /** Ports on which the tier may open conversations with addresses outside the VPC: gateway endpoints, NAT. */
  readonly outside: readonly Port[];
  /**
   * Conversations of other tiers that pass through this one to addresses outside the VPC: a NAT gateway stands here.
   * @default - none
   */
  readonly forwards?: readonly { readonly tier: string; readonly port: Port }[];
}

/** One entry of a network ACL, in the words of the EC2 API. */
export interface AclEntry {
  readonly direction: Direction;
  /** 1 to 32766; EC2 evaluates in ascending order and the first match decides. */
  readonly ruleNumber: number;
  readonly action: "allow" | "deny";
  readonly port: Port;
  readonly cidr: Cidr;
}

/**
 * Ports of the answering side: network ACLs are stateless, and NAT gateways, load balancers and Lambda use all of
 * 1024 to 65535 (Amazon VPC User Guide, "Custom network ACLs", "Ephemeral ports").
 */
const FIRST_EPHEMERAL_PORT = 1024;
const LAST_EPHEMERAL_PORT = 65535;
/** Requests and their replies: echo and timestamp (RFC 792); echo (RFC 4443, section 4). */
const ICMP_REPLIES: ReadonlyMap<number, number> = new Map([
  [8, 0],
  [13, 14],
]);
const ICMPV6_REPLIES: ReadonlyMap<number, number> = new Map([[128, 129]]);
/** What EC2 writes for every ICMP type. */
const EVERY_TYPE = -1;
/** 20 rules in each direction and family, of which EC2 keeps one for the final denial (Amazon VPC User Guide, quotas). */
const MOST_ENTRIES = 19;
const FIRST_RULE_NUMBER = 100;
const RULE_NUMBER_STEP = 10;

/**
 * The entries of one tier's network ACL: the second wall behind the security groups.
 *
 * It knows tiers, not workloads, so it is coarser; but a security group opened by mistake still cannot connect two
 * tiers that have nothing to say to each other. Entries inside the VPC come first, then, where some entry opens
 * addresses outside, a denial of the rest of the VPC (else the outside entry would let other tiers in), then those.
 */
export function planAcl(tier: AclTier, tiers: readonly AclTier[], vpcCidr: Cidr, anywhere: Cidr): AclEntry[] {
  const blockOf = new Map(tiers.map(({ name, block }) => [name, block]));
  const clients = tier.clients.map(({ cidr, port }) => ({ opens: "ingress" as const, port, cidr }));
  const inside: Conversation[] = [
    ...tier.reaches.flatMap(({ tier: other, port }) => conversation("egress", port, blockOf.get(other))),
    // The tier itself too: EC2 asks the ACL of both subnets where packets go from zone to zone.
    ...tiers.flatMap((other) =>
      other.reaches
        .filter((reach) => reach.tier === tier.name)
        .flatMap(({ port }) => conversation("ingress", port, other.block)),
    ),
    ...(tier.forwards ?? []).flatMap(({ tier: other, port }) =>
      conversation("ingress", port, blockOf.get(other)),
    ),
    ...clients.filter(({ cidr }) => cidrContains(vpcCidr, cidr)),
  ];
  const outside: Conversation[] = [
    ...clients.filter(({ cidr }) => !cidrContains(vpcCidr, cidr)),
    ...tier.outside.map((port) => ({ opens: "egress" as const, port, cidr: anywhere })),
  ];
  return (["ingress", "egress"] as const).flatMap((direction) => {
    const wide = entriesOf(direction, outside);
    const wall = { direction, action: "deny", port: Port.allTraffic(), cidr: vpcCidr } as const;
    const ordered = [...entriesOf(direction, inside), ...(wide.length > 0 ? [wall] : []), ...wide];
    return ordered.map((entry, index) => ({
      ...entry,
      ruleNumber: FIRST_RULE_NUMBER + index * RULE_NUMBER_STEP,
    }));
  });
}

/** Whether the entries fit into one network ACL. Problem: CORDON_QUOTA_ACL_ENTRIES. */
export function checkAcl(tier: string, entries: readonly AclEntry[]): NetworkProblem[] {
  return (["ingress", "egress"] as const).flatMap((direction) => {
    const count = entries.filter((entry) => entry.direction === direction).length;
    if (count <= MOST_ENTRIES) return [];
    return [
      {
        code: "CORDON_QUOTA_ACL_ENTRIES" as const,
        summary: `the network ACL of the tier ${tier} would have too many ${direction} entries`,
        got: `${count}`,
        allowed: `${MOST_ENTRIES} in each direction`,
        fix: "give neighbouring conversations one port range, or name fewer client blocks: the security groups stay exact",
      },
    ];
  });
}

/** Who opens a conversation with whom, seen from the tier: an opening one way and answers the other way. */
interface Conversation {
  readonly opens: Direction;
  readonly port: Port;
  readonly cidr: Cidr;
}

function conversation(opens: Direction, port: Port, cidr: Cidr | undefined): Conversation[] {
  return cidr === undefined ? [] : [{ opens, port, cidr }];
}

/** The entries of one direction: openings as they are, answers to the ephemeral ports; each once, in a stable order. */
function entriesOf(
  direction: Direction,
  conversations: readonly Conversation[],
): Omit<AclEntry, "ruleNumber">[] {
  const entries = new Map<string, Omit<AclEntry, "ruleNumber">>();
  for (const { opens, port, cidr } of conversations) {
    const seen = opens === direction ? port : answersTo(port);
    if (seen === undefined) continue;
    entries.set(`${cidr.text} ${seen.key}`, { direction, action: "allow", port: seen, cidr });
  }
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

/**
 * What the answering packets carry: the opener's ephemeral ports, the reply to an ICMP request, or the same protocol
 * where it has neither. Nothing answers an ICMP error.
 */
function answersTo(port: Port): Port | undefined {
  const { protocol, from, to } = port;
  if (port.hasPorts) return Port.ofRun(protocol, FIRST_EPHEMERAL_PORT, LAST_EPHEMERAL_PORT);
  if (!hasIcmpTypes(protocol) || from === EVERY_TYPE) return port;
  const reply = (protocol === ICMP ? ICMP_REPLIES : ICMPV6_REPLIES).get(from);
  return reply === undefined ? undefined : Port.ofRun(protocol, reply, to);
}
