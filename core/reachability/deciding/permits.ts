import { AddressSet } from "../../network/address-set.js";
import type { TrafficSet } from "../../network/traffic.js";
import type { NetworkModel, PrefixList, Rule, RulePeer } from "../model.js";

/** A rule with everything that its peers come to, as the decision needs it. */
export interface Permit {
  readonly rule: Rule;
  readonly traffic: TrafficSet;
  /** False: its traffic is an upper bound. */
  readonly certain: boolean;
  /** Addresses of its CIDR blocks and of prefix lists with known entries. */
  readonly addresses: AddressSet;
  readonly groups: readonly string[];
  /** It names something that is not known, which may be an address of the family or a group. */
  readonly maybe: { readonly ipv4: boolean; readonly ipv6: boolean; readonly group: boolean };
  /** Ends outside the network that it names, for the endpoints. */
  readonly outside: readonly OutsideName[];
}

/** An end outside the network, as a rule names it. */
export interface OutsideName {
  readonly id: string;
  readonly kind: "cidr" | "prefix-list" | "unknown";
  /** Null where its addresses are not known. */
  readonly addresses: AddressSet | null;
}

/** The rules of every group, by group and direction. */
export type PermitsByGroup = ReadonlyMap<string, Readonly<Record<Rule["direction"], readonly Permit[]>>>;

/** Every rule of the model as a permit. */
export function permitsByGroup(model: NetworkModel): PermitsByGroup {
  const byGroup = new Map<string, Record<Rule["direction"], Permit[]>>();
  for (const group of model.securityGroups.keys()) byGroup.set(group, { ingress: [], egress: [] });
  for (const rule of [...model.rules, ...model.possibleRules])
    byGroup.get(rule.group)?.[rule.direction].push(permitOf(rule, model.prefixLists));
  return byGroup;
}

const NO_DOUBT: Permit["maybe"] = { ipv4: false, ipv6: false, group: false };
const NOBODY: readonly OutsideName[] = [];

function permitOf(rule: Rule, prefixLists: ReadonlyMap<string, PrefixList>): Permit {
  const { traffic, trafficKnown, peers } = rule;
  const groups: string[] = [];
  for (const peer of peers) if (peer.kind === "group") groups.push(peer.group);
  // Most rules name groups alone.
  if (groups.length === peers.length) {
    const nowhere = AddressSet.EMPTY;
    return {
      rule,
      traffic,
      certain: trafficKnown,
      groups,
      addresses: nowhere,
      maybe: NO_DOUBT,
      outside: NOBODY,
    };
  }
  const outside = peers.map((peer) => outsideName(peer, prefixLists)).filter((name) => name !== undefined);
  const known = outside.map((name) => name.addresses).filter((addresses) => addresses !== null);
  const [first = AddressSet.EMPTY, ...more] = known;
  return {
    rule,
    traffic,
    certain: trafficKnown,
    groups,
    addresses: more.reduce((sum, addresses) => sum.union(addresses), first),
    maybe: doubtOf(peers, prefixLists),
    outside,
  };
}

function doubtOf(peers: readonly RulePeer[], prefixLists: ReadonlyMap<string, PrefixList>): Permit["maybe"] {
  const unknown = peers.filter((peer) => peer.kind === "unknown");
  const anyAddress = peers.some(
    (peer) => peer.kind === "prefix-list" && mayHoldAnything(prefixLists.get(peer.prefixList)),
  );
  if (unknown.length === 0 && !anyAddress) return NO_DOUBT;
  const may = (...kinds: readonly string[]): boolean => unknown.some((peer) => kinds.includes(peer.of));
  return {
    ipv4: anyAddress || may("ipv4", "prefix-list", "any"),
    ipv6: anyAddress || may("ipv6", "prefix-list", "any"),
    group: may("group", "any"),
  };
}

/** The entries of a customer's list are not in the input. Lists of AWS hold only addresses of its services. */
function mayHoldAnything(list: PrefixList | undefined): boolean {
  return list !== undefined && list.addresses === null && !list.awsManaged;
}

function outsideName(peer: RulePeer, prefixLists: ReadonlyMap<string, PrefixList>): OutsideName | undefined {
  switch (peer.kind) {
    case "cidr":
      return { id: peer.cidr.text, kind: "cidr", addresses: AddressSet.fromCidrs([peer.cidr]) };
    case "prefix-list":
      return {
        id: peer.prefixList,
        kind: "prefix-list",
        addresses: prefixLists.get(peer.prefixList)?.addresses ?? null,
      };
    case "unknown":
      return { id: peer.expression, kind: "unknown", addresses: null };
    case "group":
      return undefined;
    default:
      return peer satisfies never;
  }
}
