import { AddressSet } from "../../network/address-set.js";
import { coversInternet } from "../../network/globally-routable.js";
import type { NetworkModel, Rule, RulePeer } from "../model.js";
import type { DeadFlow, Edge, HalfOpen } from "../reachability.js";
import type { Actor } from "./actors.js";
import type { PairJudge } from "./pair.js";

/** Members of one group that are looked at: what cuts one of them off nearly always cuts off all. */
const MOST_MEMBERS = 16;

/** Judges of pairs that leave something out of account. */
export interface BareJudges {
  /** By rules alone. */
  readonly rules: PairJudge;
  /** By rules and routes, without network ACLs. */
  readonly routed: PairJudge;
}

/**
 * Flows between groups that both of them allow, and that no two workloads which carry them have: a network ACL or a
 * route cuts all of them. Each is named once, by its first rule. The other end may be named by its block too.
 */
export function deadFlows(
  model: NetworkModel,
  workloads: readonly Actor[],
  { edges, halfOpen }: { readonly edges: readonly Edge[]; readonly halfOpen: readonly HalfOpen[] },
  judges: BareJudges,
): DeadFlow[] {
  const members = membersByGroup(workloads);
  const inBlock = new MembersByBlock(model, workloads);
  const lively = new Set(halfOpen.map(({ rule }) => rule));
  for (const { from, to, because } of edges) {
    // A group alone may stand anywhere, so no ACL and no route cuts what it may do.
    if (model.workloads.has(from) || model.workloads.has(to)) for (const rule of because) lively.add(rule);
  }
  const found = new Map<string, DeadFlow>();
  for (const rule of model.rules) {
    const own = members.get(rule.group) ?? [];
    if (lively.has(rule.id) || own.length === 0) continue;
    for (const peer of rule.peers) {
      const others = peer.kind === "group" ? (members.get(peer.group) ?? []) : inBlock.of(peer);
      for (const other of others) {
        const name = peer.kind === "group" ? peer.group : nameOf(other);
        const [from, to] = rule.direction === "egress" ? [rule.group, name] : [name, rule.group];
        if (found.has(`${from}\n${to}`)) break;
        const by =
          rule.direction === "egress" ? cutBy(rule, own, [other], judges) : cutBy(rule, [other], own, judges);
        if (by === undefined) continue;
        found.set(`${from}\n${to}`, { rule: rule.id, from, to, by });
        break;
      }
    }
  }
  return [...found.values()];
}

/** What the workload is known by: its group, where it carries one. */
function nameOf({ id, profile: { groups } }: Actor): string {
  return groups.length === 1 ? (groups[0] ?? id) : id;
}

/** The workloads that may have an address of a block, as many as are looked at. */
class MembersByBlock {
  readonly #model: NetworkModel;
  readonly #inside: AddressSet;
  /** Equal ranges are one object. */
  readonly #byRange = new Map<AddressSet, Actor[]>();

  constructor(model: NetworkModel, workloads: readonly Actor[]) {
    this.#model = model;
    for (const workload of workloads) {
      for (const { range } of workload.places) {
        const own = this.#byRange.get(range) ?? [];
        if (own.length < MOST_MEMBERS) own.push(workload);
        this.#byRange.set(range, own);
      }
    }
    this.#inside = [...this.#byRange.keys()].reduce((all, range) => all.union(range), AddressSet.EMPTY);
  }

  /** What stands for the internet, or lies outside, is nobody here: whoever is meant is not in the input. */
  of(peer: RulePeer): readonly Actor[] {
    const block = addressesOf(peer, this.#model);
    if (block === undefined || !block.intersects(this.#inside)) return [];
    if (coversInternet(block, "ipv4") || coversInternet(block, "ipv6")) return [];
    const found: Actor[] = [];
    for (const [range, own] of this.#byRange) {
      if (!range.intersects(block)) continue;
      for (const workload of own) found.push(workload);
      if (found.length >= MOST_MEMBERS) break;
    }
    return found.slice(0, MOST_MEMBERS);
  }
}

function addressesOf(peer: RulePeer, { prefixLists }: NetworkModel): AddressSet | undefined {
  if (peer.kind === "cidr") return AddressSet.fromCidrs([peer.cidr]);
  return peer.kind === "prefix-list" ? (prefixLists.get(peer.prefixList)?.addresses ?? undefined) : undefined;
}

function membersByGroup(workloads: readonly Actor[]): ReadonlyMap<string, readonly Actor[]> {
  const members = new Map<string, Actor[]>();
  for (const workload of workloads) {
    for (const group of workload.profile.groups) {
      const list = members.get(group) ?? [];
      if (list.length < MOST_MEMBERS) list.push(workload);
      members.set(group, list);
    }
  }
  return members;
}

/** What cuts the flow; undefined where the rules alone let no two workloads have it. */
function cutBy(
  { traffic }: Rule,
  sources: readonly Actor[],
  targets: readonly Actor[],
  { rules, routed }: BareJudges,
): DeadFlow["by"] | undefined {
  const passes = (judge: PairJudge, from: Actor, to: Actor): boolean => {
    const { ipv4, ipv6 } = judge.between(from, to);
    return ipv4.possible.intersects(traffic) || ipv6.possible.intersects(traffic);
  };
  for (const from of sources) {
    for (const to of targets) {
      if (from !== to && passes(rules, from, to)) return passes(routed, from, to) ? "network-acl" : "route";
    }
  }
  return undefined;
}
