import fc from "fast-check";
import { describe, it } from "vitest";
import type { Cidr } from "../../../core/network/cidr.js";
import { Port } from "../../../core/network/port.js";
import { TCP, UDP } from "../../../core/network/protocol.js";
import {
  cidrContains,
  peerKey,
  ruleContains,
  ruleIdentity,
  ruleName,
  type SecurityGroupRule,
} from "../../../core/network/rule.js";
import { runs } from "../../harness/property-runs.js";
import { expectRefuted } from "../policy/refutation.js";
import {
  addressOf,
  BASES,
  type Block,
  base,
  block,
  cidrOf,
  FAMILIES,
  OFFSETS,
} from "./small-address-space.js";
import { allows, cidrPeer, FAR_ENDS, KINDS, peer, port, rule } from "./small-rule-space.js";

/** Names that a careless separator would confuse. */
const name = fc.constantFrom(
  "a",
  "b",
  "a-b",
  "a.b",
  "a_b",
  "flow-a",
  "to-a",
  "tcp-1-to-segment-a",
  "segment-a",
);
const anyRule: fc.Arbitrary<SecurityGroupRule> = fc
  .record({
    direction: fc.constantFrom("ingress" as const, "egress" as const),
    port,
    peer: fc.oneof(
      cidrPeer,
      peer,
      name.map((given) => ({ kind: "segment" as const, name: given })),
      name.map((given) => ({ kind: "security-group" as const, name: given, id: "sg-01234567" })),
      name.map((given) => ({ kind: "prefix-list" as const, name: given, id: "pl-01234567", maxEntries: 1 })),
    ),
    reason: fc.constantFrom("orders", "invoices"),
    flowId: fc.option(name, { nil: undefined, freq: 2 }),
  })
  .map(({ flowId, ...one }) => (flowId === undefined ? one : { ...one, flowId }));

/** What makes a rule the rule that it is in Terraform's state, part by part. */
function partsOf({ direction, port: carried, peer: other, flowId }: SecurityGroupRule): string {
  if (flowId !== undefined) return JSON.stringify([direction, "id", flowId]);
  const far = other.kind === "cidr" ? other.cidr.text : other.name;
  return JSON.stringify([direction, carried.protocol, carried.from, carried.to, other.kind, far]);
}
/** Pairs that differ in one part, or in the reason alone, as often as in everything. */
const pair = fc
  .tuple(
    anyRule,
    anyRule,
    fc.constantFrom("direction", "port", "peer", "reason", "flowId", "disguise", "protocol", "all"),
  )
  .map(([one, other, part]): [SecurityGroupRule, SecurityGroupRule] => {
    if (part === "all") return [one, other];
    if (part === "protocol") {
      const { protocol, from, to } = one.port;
      return [
        one,
        one.port.hasPorts ? { ...one, port: Port.ofRun(protocol === TCP ? UDP : TCP, from, to) } : one,
      ];
    }
    if (part === "disguise") {
      // The rule without an id that a careless name of a flow would be taken for.
      const { flowId = "a", direction, reason } = one;
      return [one, { direction, reason, port: Port.tcp(1), peer: { kind: "segment", name: flowId } }];
    }
    if (part !== "flowId") return [one, { ...one, [part]: other[part as keyof SecurityGroupRule] }];
    const { flowId: _, ...without } = one;
    return [one, other.flowId === undefined ? without : { ...one, flowId: other.flowId }];
  });

type Name = (rule: SecurityGroupRule) => string;
const isInjective = (nameOf: Name) =>
  fc.property(pair, ([one, other]) => (nameOf(one) === nameOf(other)) === (partsOf(one) === partsOf(other)));

describe("ruleName", () => {
  it("is the same exactly for rules with the same id, or the same direction, port and peer", () => {
    fc.assert(isInjective(ruleName), runs(2000));
  });
  it.each<[string, Name]>([
    ["holds the reason", (one) => `${ruleName(one)} ${one.reason}`],
    ["leaves the kind of peer out", (one) => ruleName(one).replace(/(?:segment|security-group)-/, "")],
    ["leaves the direction out", (one) => ruleName(one).replace(/^[a-z]+-/, "")],
    ["leaves the protocol out", (one) => ruleName(one).replace(/-(?:tcp|udp)-/, "-")],
    ["drops what CDKTF drops", (one) => ruleName(one).replace(/[^A-Za-z0-9]/g, "")],
    ["ignores the id", ({ flowId: _, ...one }) => ruleName(one)],
    ["writes an id as any name", (one) => ruleName(one).replace("-flow-", "-tcp-1-to-segment-")],
  ])("one that %s is refuted", (_, mutant) => {
    expectRefuted(isInjective(mutant));
  });
});

/** EC2 compares direction, protocol, ports and peer; never what a rule is called or why it is there. */
const isWhatEc2Compares = (identityOf: Name) =>
  fc.property(pair, ([one, other]) => {
    const seen = ({ port: carried, peer: far }: SecurityGroupRule) =>
      JSON.stringify([carried.protocol, carried.from, carried.to, peerKey(far)]);
    return (identityOf(one) === identityOf(other)) === (seen(one) === seen(other));
  });

describe("ruleIdentity", () => {
  it("is protocol, ports and peer", () => {
    fc.assert(isWhatEc2Compares(ruleIdentity), runs(1000));
  });
  it.each<[string, Name]>([
    ["holds the description", (one) => `${ruleIdentity(one)} ${one.reason}`],
    ["holds the flow's id", (one) => `${ruleIdentity(one)} ${one.flowId}`],
    ["looks at the peer alone", (one) => peerKey(one.peer)],
    ["looks at the first port alone", (one) => `${one.port.protocol} ${one.port.from} ${peerKey(one.peer)}`],
  ])("one that %s is refuted", (_, mutant) => {
    expectRefuted(isWhatEc2Compares(mutant));
  });
});

type Contains = (outer: SecurityGroupRule, inner: SecurityGroupRule) => boolean;
/** The second rule shares port or peer with the first as often as not. */
const nested = fc
  .tuple(rule, rule, fc.constantFrom("port", "peer", "none"))
  .map(([outer, inner, part]): [SecurityGroupRule, SecurityGroupRule] => [
    outer,
    part === "none" ? inner : { ...inner, [part]: outer[part as "port" | "peer"] },
  ]);
const agreesWithEnumeration = (contains: Contains) =>
  fc.property(nested, ([outer, inner]) => {
    const every = FAR_ENDS.every((far) =>
      KINDS.every((kind) => !allows(inner, far, kind) || allows(outer, far, kind)),
    );
    return contains(outer, inner) === every;
  });

describe("ruleContains", () => {
  it("agrees with every packet", () => {
    fc.assert(agreesWithEnumeration(ruleContains), runs(500));
  });
  it.each<[string, Contains]>([
    ["answers the other way round", (outer, inner) => ruleContains(inner, outer)],
    ["looks at ports alone", (outer, inner) => outer.port.traffic.covers(inner.port.traffic)],
    [
      "is content with an overlap of ports",
      (outer, inner) =>
        ruleContains({ ...outer, port: inner.port }, inner) &&
        outer.port.traffic.intersects(inner.port.traffic),
    ],
    ["knows only equal rules", (outer, inner) => ruleIdentity(outer) === ruleIdentity(inner)],
  ])("one that %s is refuted", (_, mutant) => {
    expectRefuted(agreesWithEnumeration(mutant));
  });
});

type CidrContains = (outer: Cidr, inner: Cidr) => boolean;
const holdsEveryAddress = (contains: CidrContains) =>
  fc.property(base, block, block, (at, one, other) => {
    const holds = (each: Block, family: Block["family"], offset: number) =>
      each.family === family && each.offset <= offset && offset < each.offset + 2 ** each.sizeBits;
    const every = FAMILIES.every((family) =>
      OFFSETS.every((offset) => !holds(other, family, offset) || holds(one, family, offset)),
    );
    return contains(cidrOf(at, one), cidrOf(at, other)) === every;
  });

describe("cidrContains", () => {
  it("agrees with every address, at both ends of the address space too", () => {
    fc.assert(holdsEveryAddress(cidrContains), runs(1000));
  });
  it("holds for blocks of every length around one address", () => {
    const lengths = fc.tuple(fc.integer({ min: 0, max: 32 }), fc.integer({ min: 0, max: 32 }));
    fc.assert(
      fc.property(lengths, fc.constantFrom(...BASES), ([one, other], at) => {
        const { value } = addressOf(at, "ipv4", 0) as { family: "ipv4"; value: number };
        const around = (length: number): Cidr => {
          const size = 2 ** (32 - length);
          const network = value - (value % size);
          return { family: "ipv4", network, prefixLength: length, text: "" };
        };
        return cidrContains(around(one), around(other)) === one <= other;
      }),
    );
  });
  it.each<[string, CidrContains]>([
    ["compares lengths alone", (outer, inner) => outer.prefixLength <= inner.prefixLength],
    ["forgets the family", (outer, inner) => BigInt(outer.network) === BigInt(inner.network)],
    [
      "shifts as JavaScript does",
      (outer, inner) => {
        if (outer.family !== "ipv4" || inner.family !== "ipv4") return cidrContains(outer, inner);
        const mask = outer.prefixLength === 0 ? 0 : -1 << (32 - outer.prefixLength);
        return (inner.network & mask) === outer.network && outer.prefixLength <= inner.prefixLength;
      },
    ],
  ])("one that %s is refuted", (_, mutant) => {
    expectRefuted(holdsEveryAddress(mutant));
  });
});
