import { append } from "../json/append.js";
import { AddressSet } from "./address-set.js";
import type { Cidr } from "./cidr.js";
import { Port } from "./port.js";
import { hasPorts } from "./protocol.js";
import { peerKey, ruleContains, type SecurityGroupRule } from "./rule.js";
import { shortenReasons } from "./text.js";

/**
 * Fewer rules of one group and direction that allow exactly the same packets.
 *
 * Blocks with the same port become the fewest blocks of their union, then ports with the same peer become the fewest
 * ranges of theirs, until neither step changes anything; what then lies inside another rule goes. All steps are
 * exact, so the result is; it is not always the smallest possible set, which would be a minimal cover by rectangles
 * (NP-hard). Rules with a flow id and the two peers that name the internet stay as they are, and take in what lies
 * wholly inside them: two rules that say the same are InvalidPermission.Duplicate to EC2, whatever their flows are called.
 */
export function aggregateRules(rules: readonly SecurityGroupRule[]): SecurityGroupRule[] {
  const fixed = rules.filter(isFixed);
  const free = rules.filter((rule) => !isFixed(rule));
  let merged = free;
  for (;;) {
    const next = mergePorts(mergeBlocks(merged));
    if (next.length === merged.length) break;
    merged = next;
  }
  // A merged rule may have become what a fixed one says; EC2 would refuse it as a duplicate.
  const outermost = merged.filter(
    (rule, index) =>
      !fixed.some((outer) => ruleContains(outer, rule)) &&
      !merged.some(
        (outer, at) =>
          at !== index && ruleContains(outer, rule) && (at < index || !ruleContains(rule, outer)),
      ),
  );
  return [...fixed, ...outermost.map((rule) => ({ ...rule, reason: reasonsInside(rule, free) }))];
}

/** The reasons of the declared rules that lie inside, in an order that declarations do not change. */
function reasonsInside(rule: SecurityGroupRule, declared: readonly SecurityGroupRule[]): string {
  return shortenReasons(declared.filter((inner) => ruleContains(rule, inner)).map(({ reason }) => reason));
}

function isFixed(rule: SecurityGroupRule): boolean {
  return rule.flowId !== undefined || (rule.peer.kind === "cidr" && rule.peer.internet);
}

/** Rules with equal ports and CIDR peers of one family, merged into the fewest blocks. */
function mergeBlocks(rules: readonly SecurityGroupRule[]): SecurityGroupRule[] {
  return mergeGroups(
    rules,
    (rule) => (rule.peer.kind === "cidr" ? `${rule.peer.cidr.family} ${rule.port}` : undefined),
    (group) => {
      const blocks = group.flatMap(({ peer }) => (peer.kind === "cidr" ? [peer.cidr] : []));
      return AddressSet.fromCidrs(blocks)
        .toCidrs()
        .map((cidr: Cidr) => ({ peer: { kind: "cidr", cidr, internet: false } as const }));
    },
  );
}

/** Rules with equal peers and protocols that have ports, merged into the fewest port ranges. */
function mergePorts(rules: readonly SecurityGroupRule[]): SecurityGroupRule[] {
  return mergeGroups(
    rules,
    (rule) => (hasPorts(rule.port.protocol) ? `${rule.port.protocol} ${peerKey(rule.peer)}` : undefined),
    (group) => {
      const ranges: { from: number; to: number }[] = [];
      for (const { port } of [...group].sort((a, b) => a.port.from - b.port.from)) {
        const last = ranges.at(-1);
        if (last !== undefined && port.from <= last.to + 1) last.to = Math.max(last.to, port.to);
        else ranges.push({ from: port.from, to: port.to });
      }
      const [first] = group;
      if (first === undefined) return [];
      return ranges.map(({ from, to }) => ({ port: Port.ofRun(first.port.protocol, from, to) }));
    },
  );
}

/** Replaces each group of rules with one key by its merged form where that is smaller. */
function mergeGroups(
  rules: readonly SecurityGroupRule[],
  keyOf: (rule: SecurityGroupRule) => string | undefined,
  merge: (group: readonly SecurityGroupRule[]) => readonly Partial<SecurityGroupRule>[],
): SecurityGroupRule[] {
  const groups = new Map<string, SecurityGroupRule[]>();
  const result: SecurityGroupRule[] = [];
  for (const rule of rules) {
    const key = keyOf(rule);
    const group = key === undefined ? undefined : groups.get(key);
    if (key === undefined) result.push(rule);
    else if (group === undefined) groups.set(key, [rule]);
    else group.push(rule);
  }
  for (const group of groups.values()) {
    const merged = merge(group);
    const [first] = group;
    if (first === undefined || merged.length === group.length) append(result, group);
    else for (const part of merged) result.push({ ...first, ...part });
  }
  return result;
}
