import type { NetworkModel, Rule } from "../model.js";
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
 * route cuts all of them. Each is named once, by its first rule.
 */
export function deadFlows(
  model: NetworkModel,
  workloads: readonly Actor[],
  { edges, halfOpen }: { readonly edges: readonly Edge[]; readonly halfOpen: readonly HalfOpen[] },
  judges: BareJudges,
): DeadFlow[] {
  const members = membersByGroup(workloads);
  const lively = new Set(halfOpen.map(({ rule }) => rule));
  for (const { from, to, because } of edges) {
    if (model.workloads.has(from) && model.workloads.has(to)) for (const rule of because) lively.add(rule);
  }
  const found = new Map<string, DeadFlow>();
  for (const rule of model.rules) {
    if (lively.has(rule.id)) continue;
    for (const peer of rule.peers) {
      const [from, to] = peer.kind === "group" ? endsOf(rule, peer.group) : [];
      if (from === undefined || to === undefined || found.has(`${from}\n${to}`)) continue;
      const by = cutBy(rule, members.get(from) ?? [], members.get(to) ?? [], judges);
      if (by !== undefined) found.set(`${from}\n${to}`, { rule: rule.id, from, to, by });
    }
  }
  return [...found.values()];
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

function endsOf({ group, direction }: Rule, peer: string): [from: string, to: string] {
  return direction === "egress" ? [group, peer] : [peer, group];
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
