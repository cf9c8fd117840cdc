import fc from "fast-check";
import { describe, it } from "vitest";
import { AddressSet } from "../../../core/network/address-set.js";
import { aggregateRules } from "../../../core/network/aggregate.js";
import { ADDRESS_BITS, enclosingCidr } from "../../../core/network/cidr.js";
import { Port } from "../../../core/network/port.js";
import { TCP } from "../../../core/network/protocol.js";
import { peerKey, ruleIdentity, type SecurityGroupRule } from "../../../core/network/rule.js";
import { runs } from "../../harness/property-runs.js";
import { expectRefuted } from "../policy/refutation.js";
import { allows, FAR_ENDS, KINDS, rules } from "./small-rule-space.js";

type Aggregate = (rules: readonly SecurityGroupRule[]) => SecurityGroupRule[];
type Given = readonly SecurityGroupRule[];

const isFixed = ({ flowId, peer }: SecurityGroupRule): boolean =>
  flowId !== undefined || (peer.kind === "cidr" && peer.internet);
const asTexts = (given: Given): string[] =>
  given.map((one) => `${one.direction} ${ruleIdentity(one)} ${one.flowId} ${one.reason}`).sort();
const sameTexts = (one: Given, other: Given): boolean =>
  asTexts(one).join("\n") === asTexts(other).join("\n");

/** Every packet of the small space that the rules let pass. */
function packetsOf(given: Given): string {
  return FAR_ENDS.map((far) =>
    KINDS.map((kind) => (given.some((one) => allows(one, far, kind)) ? "1" : "0")).join(""),
  ).join(" ");
}

const allowsTheSamePackets = (aggregate: Aggregate) =>
  fc.property(rules, (given) => packetsOf(aggregate(given)) === packetsOf(given));
const neverMakesMoreRules = (aggregate: Aggregate) =>
  fc.property(rules, (given) => aggregate(given).length <= given.length);
const ignoresTheOrder = (aggregate: Aggregate) =>
  fc.property(rules, (given) => {
    const rotated = given.map((_, index) => [...given.slice(index), ...given.slice(0, index)]);
    const orders = [...rotated, ...rotated.map((order) => [...order].reverse())];
    return orders.every((order) => sameTexts(aggregate(order), aggregate(given)));
  });
const isIdempotent = (aggregate: Aggregate) =>
  fc.property(rules, (given) => {
    const once = aggregate(given);
    return sameTexts(aggregate(once), once);
  });
const leavesFixedRules = (aggregate: Aggregate) =>
  fc.property(rules, (given) => sameTexts(aggregate(given).filter(isFixed), given.filter(isFixed)));
/** EC2 refuses two equal rules; and a rule inside another one would only eat the quota. */
const leavesNothingDouble = (aggregate: Aggregate) =>
  fc.property(rules, (given) => {
    const merged = aggregate(given);
    return merged.every(
      (inner, index) =>
        isFixed(inner) ||
        !merged.some(
          (outer, at) =>
            at !== index &&
            FAR_ENDS.every((far) =>
              KINDS.every((kind) => !allows(inner, far, kind) || allows(outer, far, kind)),
            ),
        ),
    );
  });
/** Every reason of what was merged is still there. */
const keepsReasons = (aggregate: Aggregate) =>
  fc.property(rules, (given) => {
    const free = given.filter((one) => !isFixed(one));
    fc.pre(free.length === given.length);
    const kept = aggregate(given).map(({ reason }) => reason);
    return free.every(({ reason }) => kept.some((text) => text.split("; ").includes(reason)));
  });

describe("aggregateRules", () => {
  it("allows exactly the same packets, address by address and port by port", () => {
    fc.assert(allowsTheSamePackets(aggregateRules), runs(200));
  });
  it.each([
    ["never makes more rules", neverMakesMoreRules],
    ["does not depend on the order", ignoresTheOrder],
    ["is idempotent", isIdempotent],
    ["never touches rules with an id", leavesFixedRules],
    ["keeps the reasons", keepsReasons],
  ])("%s", (_, property) => {
    fc.assert(property(aggregateRules), runs(200));
  });
  it("leaves no rule inside another", () => {
    fc.assert(leavesNothingDouble(aggregateRules), runs(200));
  });
});

/** Merges TCP ports of one peer whatever lies between them. */
const overGaps: Aggregate = (given) => {
  const done: SecurityGroupRule[] = [];
  for (const one of aggregateRules(given)) {
    const at = done.findIndex(
      (other) =>
        [one, other].every((each) => !isFixed(each) && each.port.protocol === TCP) &&
        peerKey(one.peer) === peerKey(other.peer),
    );
    const other = done[at];
    if (other === undefined) done.push(one);
    else {
      const from = Math.min(one.port.from, other.port.from);
      done[at] = { ...other, port: Port.ofRun(TCP, from, Math.max(one.port.to, other.port.to)) };
    }
  }
  return done;
};
/** Takes the smallest block around the blocks that it merges. */
const toEnclosingBlocks: Aggregate = (given) =>
  aggregateRules(given).map((one) => {
    if (one.peer.kind !== "cidr" || isFixed(one) || one.reason.indexOf(";") < 0) return one;
    const { cidr } = one.peer;
    const length = Math.max(cidr.prefixLength - 1, ADDRESS_BITS[cidr.family] - 6);
    const address =
      cidr.family === "ipv4"
        ? { family: "ipv4" as const, value: cidr.network }
        : { family: "ipv6" as const, value: cidr.network };
    return { ...one, peer: { ...one.peer, cidr: enclosingCidr(address, length) } };
  });
/** Writes every address of a block. */
const toAddresses: Aggregate = (given) =>
  given.flatMap((one) => {
    const { peer } = one;
    if (peer.kind !== "cidr" || peer.cidr.family === "ipv6" || peer.cidr.prefixLength < 31) return [one];
    const [start, end] = AddressSet.fromCidrs([peer.cidr]).ipv4.boundaries as [number, number];
    return Array.from({ length: end - start }, (_, index) => ({
      ...one,
      peer: { ...peer, cidr: enclosingCidr({ family: "ipv4", value: start + index }, 32) },
    }));
  });
const ignoringIds: Aggregate = (given) => aggregateRules(given.map(({ flowId: _, ...one }) => one));
const withFirstReason: Aggregate = (given) =>
  aggregateRules(given).map((one) => ({ ...one, reason: given[0]?.reason ?? "" }));
const onlyFixedAside: Aggregate = (given) => [
  ...given.filter(isFixed),
  ...aggregateRules(given.filter((one) => !isFixed(one))),
];

describe("a wrong aggregation is refuted", () => {
  it.each<[string, Aggregate, (aggregate: Aggregate) => fc.IProperty<[SecurityGroupRule[]]>]>([
    ["merges ports over gaps", overGaps, allowsTheSamePackets],
    ["takes a block too large", toEnclosingBlocks, allowsTheSamePackets],
    ["loses a rule", (given) => aggregateRules(given).slice(1), allowsTheSamePackets],
    ["takes udp for tcp", (given) => aggregateRules(given.map(asTcp)), allowsTheSamePackets],
    ["writes single addresses", toAddresses, neverMakesMoreRules],
    ["merges rules with ids", ignoringIds, leavesFixedRules],
    ["keeps the reason of the first rule", withFirstReason, ignoresTheOrder],
    ["adds to the reason each time", (given) => aggregateRules(given).map(withMore), isIdempotent],
    ["loses reasons", (given) => aggregateRules(given).map(withFewer), keepsReasons],
    ["does not look at rules with ids", onlyFixedAside, leavesNothingDouble],
    ["leaves the rules as they are", (given) => [...given], leavesNothingDouble],
  ])("one that %s", (_, mutant, property) => {
    expectRefuted(property(mutant));
  });
});

function asTcp(one: SecurityGroupRule): SecurityGroupRule {
  return one.port.protocol === 17 ? { ...one, port: Port.ofRun(TCP, one.port.from, one.port.to) } : one;
}
function withMore(one: SecurityGroupRule): SecurityGroupRule {
  return isFixed(one) ? one : { ...one, reason: `${one.reason}; merged` };
}
function withFewer(one: SecurityGroupRule): SecurityGroupRule {
  return { ...one, reason: one.reason.split("; ")[0] ?? "" };
}
