import { AddressSet } from "../network/address-set.js";
import type { NetworkModel, Rule, RulePeer } from "../reachability/model.js";
import { permissionText } from "../reachability/permission-text.js";

/** One text for each peer of a rule: EC2 keeps a permission for each, and takes an equal one for a duplicate. */
export function permissionParts(rule: Rule): string[] {
  return rule.peers.map((peer) => partOf(rule, peer));
}

/** The same with the description, which belongs to an inline rule: another one revokes the permission first. */
export function describedPart(rule: Rule, peer: RulePeer): string {
  return `${partOf(rule, peer)} ${rule.description ?? ""}`;
}

function partOf({ group, direction, traffic }: Rule, peer: RulePeer): string {
  return `${group} ${direction} ${permissionText({ traffic, peers: [peer] })}`;
}

/** What a rule lets through both before and after it is modified: EC2 does that at one stroke. Null: nothing. */
export function throughout(was: Rule, now: Rule, before: NetworkModel, after: NetworkModel): Rule | null {
  const traffic = was.traffic.intersection(now.traffic);
  if (traffic.isEmpty) return null;
  const same = new Set(permissionParts({ ...now, traffic, group: was.group, direction: was.direction }));
  const kept = was.peers.filter((peer) => same.has(partOf({ ...was, traffic }, peer)));
  if (kept.length === was.peers.length) return { ...was, traffic };
  const [old, current] = [addressesOf(was.peers, before), addressesOf(now.peers, after)];
  const both = old?.intersection(current ?? AddressSet.EMPTY) ?? AddressSet.EMPTY;
  const blocks = both.toCidrs().map((cidr) => ({ kind: "cidr", cidr }) as const);
  const peers = [...kept.filter(({ kind }) => kind === "group"), ...blocks];
  return peers.length === 0 ? null : { ...was, traffic, peers };
}

function addressesOf(peers: readonly RulePeer[], model: NetworkModel): AddressSet | undefined {
  const sets = peers.map((peer) => {
    if (peer.kind === "cidr") return AddressSet.fromCidrs([peer.cidr]);
    if (peer.kind === "prefix-list") return model.prefixLists.get(peer.prefixList)?.addresses ?? undefined;
    return undefined;
  });
  return sets.reduce((all, set) => (set === undefined ? all : set.union(all ?? AddressSet.EMPTY)), undefined);
}
