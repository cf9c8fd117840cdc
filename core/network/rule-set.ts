import { quote } from "../errors.js";
import type { AddressFamily } from "./address.js";
import { AddressSet } from "./address-set.js";
import { aggregateRules } from "./aggregate.js";
import type { Cidr } from "./cidr.js";
import type { NetworkProblem } from "./error-codes.js";
import { coversInternet } from "./globally-routable.js";
import type { NetworkQuotas } from "./quota.js";
import {
  type Direction,
  peerKey,
  type RulePeer,
  ruleContains,
  ruleIdentity,
  ruleWeight,
  type SecurityGroupRule,
} from "./rule.js";

/** What helps where merging does not. */
const SPLIT = "split the segment in two, or put the addresses into a prefix list";

/**
 * The rules of one security group in one direction, as flows add them.
 *
 * It refuses what EC2 or a careful reader would refuse, and says at synth whether the whole still fits the quotas.
 */
export class RuleSet {
  readonly direction: Direction;
  readonly #aggregate: boolean;
  readonly #declared = new Map<string, SecurityGroupRule>();
  readonly #flowIds = new Map<string, SecurityGroupRule>();
  /** Who has the name of a prefix list or security group, by kind and name. */
  readonly #peers = new Map<string, Extract<RulePeer, { id: string }>>();

  /** @param aggregate whether {@link rules} merges adjacent blocks and ports, and overlaps are therefore welcome */
  constructor(direction: Direction, aggregate: boolean) {
    this.direction = direction;
    this.#aggregate = aggregate;
  }

  /**
   * Why the rule cannot be added, or nothing.
   *
   * Problems: CORDON_FLOW_DUPLICATE, CORDON_FLOW_ID_TAKEN, CORDON_PEER_NAME_TAKEN; without aggregation also
   * CORDON_FLOW_SHADOWED.
   */
  refusal(rule: SecurityGroupRule): NetworkProblem | undefined {
    const twin = this.#declared.get(ruleIdentity(rule));
    if (twin !== undefined) {
      return {
        code: "CORDON_FLOW_DUPLICATE",
        summary: "two flows say the same; EC2 compares neither descriptions nor ids",
        got: `${describeRule(rule)}, as before`,
        allowed: "each conversation once",
        fix: `delete one of the two and keep the better reason (${quote(twin.reason)} or ${quote(rule.reason)})`,
      };
    }
    const taken = rule.flowId === undefined ? undefined : this.#flowIds.get(rule.flowId);
    if (taken !== undefined) {
      return {
        code: "CORDON_FLOW_ID_TAKEN",
        summary: "two flows of this segment have the same id",
        got: `${quote(rule.flowId)} for ${describeRule(rule)}`,
        allowed: "an id that no other flow of the segment has",
        fix: `choose another id; it belongs to ${describeRule(taken)}`,
      };
    }
    const { peer } = rule;
    const namesake = this.#peers.get(peerLabel(peer));
    if ("id" in peer && namesake !== undefined && peerKey(namesake) !== peerKey(peer)) {
      return {
        code: "CORDON_PEER_NAME_TAKEN",
        summary: "one name stands for two peers, so their rules could not be told apart",
        got: `${quote(peer.name)} for ${quote(peer.id)} and ${quote(namesake.id)}`,
        allowed: "one name for each id",
        fix: "give one of the two another name",
      };
    }
    if (this.#aggregate) return undefined;
    for (const other of this.#declared.values()) {
      const [outer, inner] = ruleContains(other, rule) ? [other, rule] : [rule, other];
      if (ruleContains(outer, inner)) {
        return {
          code: "CORDON_FLOW_SHADOWED",
          summary: "one flow lies wholly inside another, so it adds nothing",
          got: `${describeRule(inner)}, inside ${describeRule(outer)}`,
          allowed: "flows that do not contain each other",
          fix: "delete the wider one if the narrow one is enough, else the narrow one; or set aggregate: true to merge exactly",
        };
      }
    }
    return undefined;
  }

  /** Adds a rule that {@link refusal} has nothing against. */
  add(rule: SecurityGroupRule): void {
    this.#declared.set(ruleIdentity(rule), rule);
    if (rule.flowId !== undefined) this.#flowIds.set(rule.flowId, rule);
    if ("id" in rule.peer) this.#peers.set(peerLabel(rule.peer), rule.peer);
  }

  /** The rules as they go to EC2. */
  rules(): SecurityGroupRule[] {
    const declared = [...this.#declared.values()];
    return this.#aggregate ? aggregateRules(declared) : declared;
  }

  /**
   * What is wrong with the set as a whole.
   *
   * Problems: CORDON_QUOTA_RULES per family; CORDON_PEER_INTERNET where blocks together cover the internet although
   * none of them says so.
   */
  problems(group: string, quotas: NetworkQuotas): NetworkProblem[] {
    // The internet is judged by what was declared: that is what the user can find and narrow.
    return [
      ...this.#quotaProblems(group, this.rules(), quotas),
      ...this.#internetProblems(group, [...this.#declared.values()]),
    ];
  }

  #quotaProblems(
    group: string,
    rules: readonly SecurityGroupRule[],
    quotas: NetworkQuotas,
  ): NetworkProblem[] {
    const problems: NetworkProblem[] = [];
    for (const family of ["ipv4", "ipv6"] as const) {
      const weight = weightOf(rules, family);
      if (weight <= quotas.rulesPerDirection) continue;
      problems.push({
        code: "CORDON_QUOTA_RULES",
        summary: `the group ${group} would have too many ${this.direction} rules`,
        got: `${weight} for ${family}${heaviest(rules)}`,
        allowed: `${quotas.rulesPerDirection} for each direction and address family`,
        fix: this.#howToMerge(rules, family, quotas),
      });
    }
    return problems;
  }

  #howToMerge(rules: readonly SecurityGroupRule[], family: AddressFamily, quotas: NetworkQuotas): string {
    const merged = this.#aggregate ? rules : aggregateRules(rules);
    const example = merged.find(
      (rule) =>
        ruleWeight(rule)[family] > 0 && !rules.some((other) => ruleIdentity(other) === ruleIdentity(rule)),
    );
    if (example === undefined) return `nothing can be merged exactly: ${SPLIT}`;
    const weight = weightOf(merged, family);
    const sources = rules.filter((rule) => ruleContains(example, rule)).map(describeRule);
    const shown =
      sources.length <= 2
        ? sources.join(" and ")
        : `${sources.slice(0, 2).join(", ")} and ${sources.length - 2} more`;
    return (
      `aggregate: true leaves ${weight} ${weight === 1 ? "rule" : "rules"}; ` +
      `for example ${shown} become ${describeRule(example)}` +
      (weight <= quotas.rulesPerDirection ? "" : `; that is not enough: ${SPLIT}`)
    );
  }

  #internetProblems(group: string, rules: readonly SecurityGroupRule[]): NetworkProblem[] {
    const silent = rules.filter(({ peer }) => peer.kind === "cidr" && !peer.internet);
    const everything = AddressSet.fromCidrs(silent.flatMap(blockOf));
    const problems: NetworkProblem[] = [];
    for (const family of ["ipv4", "ipv6"] as const) {
      if (!coversInternet(everything, family)) continue;
      // Blocks count together only where they carry the same packet. What carries a packet changes only where the
      // ports of some rule begin or end, so the first packet of every rule is enough to judge.
      const cover = silent
        .map(({ port }) => silent.filter((other) => other.port.traffic.has(port.traffic.boundaries[0] ?? 0)))
        .find((together) => coversInternet(AddressSet.fromCidrs(together.flatMap(blockOf)), family));
      if (cover === undefined) continue;
      problems.push({
        code: "CORDON_PEER_INTERNET",
        summary: `the ${this.direction} blocks of the group ${group} cover the whole ${family} internet together`,
        got: cover
          .flatMap(blockOf)
          .filter((block) => block.family === family)
          .map((block) => block.text)
          .join(", "),
        allowed: "blocks of the addresses that the flows really need",
        fix: `narrow them, or say it by name: ${family === "ipv4" ? "Peer.anyIpv4()" : "Peer.anyIpv6()"}`,
      });
    }
    return problems;
  }
}

function blockOf(rule: SecurityGroupRule): readonly Cidr[] {
  return rule.peer.kind === "cidr" ? [rule.peer.cidr] : [];
}

function weightOf(rules: readonly SecurityGroupRule[], family: AddressFamily): number {
  return rules.reduce((sum, rule) => sum + ruleWeight(rule)[family], 0);
}

/** The peer by the name that rules and messages use: "segment:db", "10.0.0.0/8". */
function peerLabel(peer: RulePeer): string {
  return peer.kind === "cidr" ? peer.cidr.text : `${peer.kind}:${peer.name}`;
}

/** The rule as one reads it in a message: "egress tcp/5432 to segment:db". */
function describeRule(rule: SecurityGroupRule): string {
  return `${rule.direction} ${rule.port} ${rule.direction === "egress" ? "to" : "from"} ${peerLabel(rule.peer)}`;
}

/** Names the prefix lists, whose weight is not visible in the code. */
function heaviest(rules: readonly SecurityGroupRule[]): string {
  const lists = rules.flatMap(({ peer }) =>
    peer.kind === "prefix-list" || peer.kind === "aws-service"
      ? [`${peer.name} weighs ${peer.maxEntries}`]
      : [],
  );
  return lists.length === 0 ? "" : ` (${lists.join(", ")})`;
}
