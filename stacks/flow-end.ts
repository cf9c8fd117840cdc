import { quote, type Result, refuse } from "../core/errors.js";
import { suggest } from "../core/json/suggest.js";
import type { NetworkErrorCode } from "../core/network/error-codes.js";
import { awsServicePeer, cidrPeer, Peer } from "../core/network/peer.js";

/** One end of a configured flow: a tier or an outside peer. */
export type FlowEnd = { readonly kind: "tier"; readonly tier: string } | Peer;

const SERVICE_PREFIX = "service:";
const SECURITY_GROUP_PREFIX = "sg-";

/**
 * The end that the text names: a declared tier, "any-ipv4", "any-ipv6", "service:<name>", a security group id, or a
 * CIDR block.
 *
 * Problems: CORDON_TIER_UNKNOWN for a word that is none of these, and those of the peers.
 */
export function parseFlowEnd(text: string, tiers: readonly string[]): Result<FlowEnd, NetworkErrorCode> {
  if (tiers.includes(text)) return { ok: true, value: { kind: "tier", tier: text } };
  if (text === "any-ipv4") return { ok: true, value: Peer.anyIpv4() };
  if (text === "any-ipv6") return { ok: true, value: Peer.anyIpv6() };
  if (text.startsWith(SERVICE_PREFIX)) return awsServicePeer(text.slice(SERVICE_PREFIX.length));
  if (text.startsWith(SECURITY_GROUP_PREFIX)) return { ok: true, value: Peer.securityGroup(text) };
  if (/[/:]|^[0-9.]+$/.test(text)) return cidrPeer(text);
  return refuse({
    code: "CORDON_TIER_UNKNOWN",
    summary: "this tier is not declared",
    got: quote(text),
    allowed: `${tiers.join(", ")}, a CIDR block, any-ipv4, any-ipv6, service:<name>, or a security group id`,
    fix: suggest(text, tiers) ?? "name a declared tier, or add this one to tiers",
  });
}
