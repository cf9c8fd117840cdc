import { AddressSet } from "../../network/address-set.js";
import type { Rule, RulePeer } from "../model.js";
import { permissionText } from "../permission-text.js";
import type { RedundantRule } from "../reachability.js";
import { cidrSide } from "./cidr-side.js";
import { IPV4, IPV6 } from "./family.js";
import type { Permit, PermitsByGroup } from "./permits.js";
import { unionOf } from "./traffic-sweep.js";

/** Rules of one group and direction that are compared with each other; EC2 allows at most 1000 for an interface. */
const MOST_COMPARED = 2000;

/**
 * The rules that add nothing to the others of their group and direction.
 *
 * A duplicate has the same traffic and the same peers as an earlier rule. A shadowed rule is covered by the union
 * of the others, peer by peer: addresses by addresses, a group by references to the same group.
 */
export function redundantRules(permitsOf: PermitsByGroup): RedundantRule[] {
  const found: RedundantRule[] = [];
  for (const [, permits] of permitsOf) {
    for (const direction of ["ingress", "egress"] as const)
      for (const redundant of redundantAmong(permits[direction])) found.push(redundant);
  }
  return found;
}

function redundantAmong(permits: readonly Permit[]): RedundantRule[] {
  const found: RedundantRule[] = [];
  if (permits.length < 2) return found;
  const first = new Map<string, Rule>();
  const distinct: Permit[] = [];
  for (const permit of permits) {
    const key = permissionKey(permit.rule);
    const earlier = first.get(key);
    if (earlier !== undefined) found.push({ rule: permit.rule.id, kind: "duplicate", by: [earlier.id] });
    else {
      first.set(key, permit.rule);
      distinct.push(permit);
    }
  }
  if (distinct.length > MOST_COMPARED) return found;
  for (const permit of distinct) {
    const by = shadowedBy(permit, distinct);
    if (by !== undefined) found.push({ rule: permit.rule.id, kind: "shadowed", by });
  }
  return found;
}

/** The rules whose union covers the permit; undefined where it adds something or is not all known. */
function shadowedBy(permit: Permit, all: readonly Permit[]): string[] | undefined {
  const { rule, certain } = permit;
  if (!certain || rule.peers.length === 0) return undefined;
  const others = all.filter(
    (other) => other !== permit && other.certain && other.traffic.intersects(permit.traffic),
  );
  if (others.length === 0) return undefined;
  const used = new Set<Permit>();
  for (const peer of rule.peers) {
    const helping = others.filter((other) => helps(other, peer));
    if (!coversPeer(permit, peer, helping)) return undefined;
    for (const other of helping) used.add(other);
  }
  return [...used].map((other) => other.rule.id);
}

function helps(other: Permit, peer: RulePeer): boolean {
  switch (peer.kind) {
    case "cidr":
      return other.addresses.intersects(AddressSet.fromCidrs([peer.cidr]));
    case "group":
      return other.groups.includes(peer.group);
    case "prefix-list":
      return other.outside.some((name) => name.id === peer.prefixList);
    case "unknown":
      return false;
    default:
      return peer satisfies never;
  }
}

function coversPeer({ traffic }: Permit, peer: RulePeer, helping: readonly Permit[]): boolean {
  if (peer.kind !== "cidr") return unionOf(helping.map((other) => other.traffic)).covers(traffic);
  const range = AddressSet.fromCidrs([peer.cidr]);
  const full =
    peer.cidr.family === "ipv4"
      ? cidrSide(
          helping.map((other) => ({ traffic: other.traffic, addresses: other.addresses.ipv4 })),
          IPV4.of(range),
        ).full
      : cidrSide(
          helping.map((other) => ({ traffic: other.traffic, addresses: other.addresses.ipv6 })),
          IPV6.of(range),
        ).full;
  return full.covers(traffic);
}

/** Equal for rules that are the same to EC2; a rule of which something is not known is like no other. */
function permissionKey(rule: Rule): string {
  const isKnown = rule.trafficKnown && rule.peers.every(({ kind }) => kind !== "unknown");
  return isKnown ? permissionText(rule) : rule.id;
}
