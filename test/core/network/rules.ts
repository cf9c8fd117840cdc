import { valueOrThrow } from "../../../core/errors.js";
import { Peer } from "../../../core/network/peer.js";
import { Port } from "../../../core/network/port.js";
import type { RulePeer, SecurityGroupRule } from "../../../core/network/rule.js";

/** The port that the text writes. */
export function portOf(text: string): Port {
  return valueOrThrow(Port.parse(text));
}

/** The peer of a block; the whole internet is the peer that says so by name. */
export function cidrPeerOf(text: string): RulePeer {
  if (text === "0.0.0.0/0") return Peer.anyIpv4();
  return text === "::/0" ? Peer.anyIpv6() : Peer.cidr(text);
}

export const segment = (name: string): RulePeer => ({ kind: "segment", name });
export const securityGroup = (name: string, id: string = name): RulePeer => ({
  kind: "security-group",
  name,
  id,
});
export const prefixList = (name: string, maxEntries: number, id: string = name): RulePeer => ({
  kind: "prefix-list",
  name,
  id,
  maxEntries,
});
export const service = (name: string, maxEntries: number): RulePeer => ({
  kind: "aws-service",
  name,
  maxEntries,
});

/** An egress rule from texts: port, and a block or a peer. */
export function rule(
  port: string,
  peer: string | RulePeer,
  more: Partial<SecurityGroupRule> = {},
): SecurityGroupRule {
  return {
    direction: "egress",
    port: portOf(port),
    peer: typeof peer === "string" ? cidrPeerOf(peer) : peer,
    reason: "test",
    ...more,
  };
}

/** What the rule says, without its reason: port, peer, flow id. */
export function brief({ port, peer, flowId }: SecurityGroupRule): string {
  const other = peer.kind === "cidr" ? peer.cidr.text : `${peer.kind}:${peer.name}`;
  return `${port} ${other}${flowId === undefined ? "" : ` #${flowId}`}`;
}
