import type { Cidr } from "./cidr.js";
import type { Port } from "./port.js";
import type { RuleWeight } from "./quota.js";
import { isToken } from "./token.js";

/** Which way packets go, seen from the security group that the rule belongs to. */
export type Direction = "ingress" | "egress";

/**
 * The other end of a rule. EC2 takes exactly one of block, list and group; a segment is a group that Cordon owns.
 *
 * `id` is what the user gave: the id in EC2, or a token.
 */
export type RulePeer =
  | { readonly kind: "cidr"; readonly cidr: Cidr; readonly internet: boolean }
  | {
      readonly kind: "prefix-list";
      readonly name: string;
      readonly id: string;
      readonly maxEntries: number;
    }
  /** A gateway endpoint: the prefix list that AWS manages for the service. */
  | { readonly kind: "aws-service"; readonly name: string; readonly maxEntries: number }
  | { readonly kind: "security-group"; readonly name: string; readonly id: string }
  | { readonly kind: "segment"; readonly name: string };

/**
 * One rule of a security group, before it becomes a resource.
 *
 * EC2 knows a rule by direction, protocol, ports and peer alone: two rules that differ only in their description are
 * duplicates (InvalidPermission.Duplicate).
 */
export interface SecurityGroupRule {
  readonly direction: Direction;
  readonly port: Port;
  readonly peer: RulePeer;
  /** Becomes the description. */
  readonly reason: string;
  /**
   * The flow's own id, which keeps the rule's address in Terraform when port or peer change.
   * @default - the address derives from port and peer
   */
  readonly flowId?: string;
}

/**
 * What tells the peers of a segment apart, whatever the order in which they are declared.
 *
 * Two names for one id are one peer to EC2. The text of a token changes with the order, so there the name counts.
 */
export function peerKey(peer: RulePeer): string {
  switch (peer.kind) {
    case "cidr":
      return peer.cidr.text;
    case "prefix-list":
    case "security-group":
      return `${peer.kind}:${isToken(peer.id) ? peer.name : peer.id}`;
    case "aws-service":
    case "segment":
      return `${peer.kind}:${peer.name}`;
  }
}

/**
 * The name of the rule among the rules of its group: from its flow's id, else from what it allows.
 *
 * Never from its position, its reason or its description: those change without the rule being another one, and a
 * moved address makes Terraform delete and create the same rule in no certain order (InvalidPermission.Duplicate).
 */
export function ruleName(rule: SecurityGroupRule): string {
  if (rule.flowId !== undefined) return `${rule.direction}-flow-${rule.flowId}`;
  const preposition = rule.direction === "egress" ? "to" : "from";
  // CDKTF drops dots from addresses, and a block without them is hard to read.
  const peer =
    rule.peer.kind === "cidr"
      ? rule.peer.cidr.text.replaceAll(".", "_")
      : `${rule.peer.kind}-${rule.peer.name}`;
  return `${rule.direction}-${rule.port.key}-${preposition}-${peer}`.replaceAll("/", "-");
}

/** What EC2 compares to find duplicates, within one group and direction. */
export function ruleIdentity(rule: SecurityGroupRule): string {
  return `${rule.port} ${peerKey(rule.peer)}`;
}

/** Whether every packet of `inner` is allowed by `outer` already; both of one group and direction. */
export function ruleContains(outer: SecurityGroupRule, inner: SecurityGroupRule): boolean {
  return peerContains(outer.peer, inner.peer) && outer.port.traffic.covers(inner.port.traffic);
}

function peerContains(outer: RulePeer, inner: RulePeer): boolean {
  if (outer.kind !== "cidr" || inner.kind !== "cidr") return peerKey(outer) === peerKey(inner);
  return cidrContains(outer.cidr, inner.cidr);
}

/** Whether the block `inner` lies in the block `outer`. */
export function cidrContains(outer: Cidr, inner: Cidr): boolean {
  if (outer.prefixLength > inner.prefixLength) return false;
  if (outer.family === "ipv4" && inner.family === "ipv4") {
    const size = 2 ** (32 - outer.prefixLength);
    return Math.floor(inner.network / size) === outer.network / size;
  }
  if (outer.family === "ipv6" && inner.family === "ipv6") {
    const hostBits = BigInt(128 - outer.prefixLength);
    return inner.network >> hostBits === outer.network >> hostBits;
  }
  return false;
}

/**
 * What the rule weighs against its group's quota.
 *
 * A reference to a group counts once in each family, because the documentation does not say which one it spares; a
 * prefix list counts as its maximum number of entries (Amazon VPC User Guide, "Security groups", "Prefix lists").
 */
export function ruleWeight(rule: SecurityGroupRule): RuleWeight {
  switch (rule.peer.kind) {
    case "cidr":
      return rule.peer.cidr.family === "ipv4" ? { ipv4: 1, ipv6: 0 } : { ipv4: 0, ipv6: 1 };
    case "prefix-list":
    case "aws-service":
      return { ipv4: rule.peer.maxEntries, ipv6: rule.peer.maxEntries };
    case "security-group":
    case "segment":
      return { ipv4: 1, ipv6: 1 };
  }
}
