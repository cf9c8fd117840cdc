import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AclEntry, type AclTier, checkAcl, planAcl } from "../../../core/network/acl-plan.js";
import { type Cidr, ipv4Bounds, ipv4Cidr } from "../../../core/network/cidr.js";
import { Port } from "../../../core/network/port.js";
import { ICMP, TCP, UDP } from "../../../core/network/protocol.js";
import { runs } from "../../harness/property-runs.js";
import { expectRefuted } from "../policy/refutation.js";
import { type Kind, portCarries } from "./small-rule-space.js";

const AT = 0x0a00_0000;
/** The VPC has four blocks: three tiers and one where other things live. */
const VPC = ipv4Cidr(AT, 16);
const ANYWHERE = ipv4Cidr(0, 0);
const TIERS = ["web", "app", "db"] as const;
const blockOf = (index: number): Cidr => ipv4Cidr(AT + index * 2 ** 14, 18);

/** Two addresses in each tier, one in the VPC's fourth block, and three outside the VPC. */
const ADDRESSES: readonly number[] = [
  ...[0, 1, 2].flatMap((index) => [AT + index * 2 ** 14, AT + (index + 1) * 2 ** 14 - 1]),
  AT + 4 * 2 ** 14 - 1,
  AT - 1,
  AT + 2 ** 16,
  0xcb00_7105,
];
const tierAt = (address: number): (typeof TIERS)[number] | undefined =>
  TIERS.find((_, index) => holds(blockOf(index), address));
const inVpc = (address: number): boolean => holds(VPC, address);
function holds(cidr: Cidr, address: number): boolean {
  if (cidr.family !== "ipv4") return false;
  const [start, end] = ipv4Bounds(cidr);
  return start <= address && address < end;
}

const KINDS: readonly Kind[] = [
  ...[TCP, UDP].flatMap((protocol) =>
    [53, 443, 1023, 1024, 5432, 65535].map((first) => ({ protocol, first, second: 0 })),
  ),
  ...[0, 3, 8, 13, 14].flatMap((first) => [0, 4].map((second) => ({ protocol: ICMP, first, second }))),
  { protocol: 50, first: 0, second: 0 },
  { protocol: 99, first: 0, second: 0 },
];

const port = fc.constantFrom(
  Port.HTTPS,
  Port.POSTGRES,
  Port.tcpRange(443, 1024),
  Port.DNS_UDP,
  Port.icmp(),
  Port.icmpPing(),
  Port.icmp(8, 0),
  Port.icmp(3, 4),
  Port.icmp(13),
  Port.protocol("esp"),
);
/** Clients outside the VPC: one address, a block beside the VPC, and blocks that hold the VPC. */
const client = fc.record({
  cidr: fc.constantFrom(ipv4Cidr(0xcb00_7105, 32), ipv4Cidr(AT + 2 ** 16, 16), ipv4Cidr(AT, 8), ANYWHERE),
  port,
});
const tiers: fc.Arbitrary<AclTier[]> = fc
  .tuple(
    ...TIERS.map((name, index) =>
      fc.record({
        name: fc.constant<string>(name),
        block: fc.constant(blockOf(index)),
        reaches: fc.array(fc.record({ tier: fc.constantFrom<string>(...TIERS), port }), { maxLength: 2 }),
        clients: fc.array(client, { maxLength: 2 }),
        outside: fc.array(port, { maxLength: 1 }),
      }),
    ),
  )
  .map((given) => [...given]);

type Acls = (tiers: readonly AclTier[]) => Map<string, readonly AclEntry[]>;
const acls: Acls = (given) => new Map(given.map((tier) => [tier.name, planAcl(tier, given, VPC, ANYWHERE)]));

/** EC2's evaluation: ascending by number, the first match decides, no match denies. */
function passes(
  entries: readonly AclEntry[] | undefined,
  direction: AclEntry["direction"],
  far: number,
  kind: Kind,
): boolean {
  const match = (entries ?? [])
    .filter((entry) => entry.direction === direction)
    .sort((a, b) => a.ruleNumber - b.ruleNumber)
    .find((entry) => holds(entry.cidr, far) && portCarries(entry.port, kind));
  return match?.action === "allow";
}

/** What answers an opening, said without ports of ours: RFC 6056's ephemeral ports, RFC 792's replies. */
function answers(opening: Port, { protocol, first, second }: Kind): boolean {
  if (protocol !== opening.protocol) return false;
  if (protocol === TCP || protocol === UDP) return first >= 1024;
  if (protocol !== ICMP || opening.from === -1) return true;
  const reply = ({ 8: 0, 13: 14 } as Readonly<Record<number, number>>)[opening.from];
  return first === reply && (opening.to === -1 || opening.to === second);
}

/** Whether the flows as declared let the packet go from one address to the other. */
function declared(given: readonly AclTier[], from: number, to: number, kind: Kind): boolean {
  const tierOf = (address: number) => given.find(({ name }) => name === tierAt(address));
  const [source, target] = [tierOf(from), tierOf(to)];
  if (inVpc(from) && inVpc(to)) {
    if (source === undefined || target === undefined) return false;
    return (
      source.reaches.some((reach) => reach.tier === target.name && portCarries(reach.port, kind)) ||
      target.reaches.some((reach) => reach.tier === source.name && answers(reach.port, kind))
    );
  }
  if (target !== undefined) {
    return (
      target.clients.some((one) => holds(one.cidr, from) && portCarries(one.port, kind)) ||
      target.outside.some((opening) => answers(opening, kind))
    );
  }
  return (
    source !== undefined &&
    (source.outside.some((opening) => portCarries(opening, kind)) ||
      source.clients.some((one) => holds(one.cidr, to) && answers(one.port, kind)))
  );
}

/** Every packet between two subnets, or between a subnet and an address outside, passes exactly where it is declared. */
const letsExactlyTheDeclaredPass = (plan: Acls) =>
  fc.property(tiers, (given) => {
    const planned = plan(given);
    return ADDRESSES.every((from) =>
      ADDRESSES.every((to) => {
        const [source, target] = [tierAt(from), tierAt(to)];
        if (from === to || (source === undefined && target === undefined)) return true;
        return KINDS.every((kind) => {
          // The fourth block has an ACL of its own, here one that lets everything pass.
          const leaves = source === undefined || passes(planned.get(source), "egress", to, kind);
          const enters = target === undefined || passes(planned.get(target), "ingress", from, kind);
          return (leaves && enters) === declared(given, from, to, kind);
        });
      }),
    );
  });

describe("planAcl", () => {
  it("lets exactly the declared conversations pass, packet by packet, however wide clients are", () => {
    fc.assert(letsExactlyTheDeclaredPass(acls), runs(100));
  });
  it("numbers the entries of a direction from 100 in steps of 10, each entry once", () => {
    fc.assert(
      fc.property(tiers, (given) => {
        for (const entries of acls(given).values()) {
          for (const direction of ["ingress", "egress"] as const) {
            const own = entries.filter((entry) => entry.direction === direction);
            expect(own.map(({ ruleNumber }) => ruleNumber)).toEqual(own.map((_, index) => 100 + 10 * index));
            const texts = own.map((entry) => `${entry.action} ${entry.port} ${entry.cidr.text}`);
            expect(new Set(texts).size).toBe(texts.length);
          }
        }
      }),
    );
  });
  it("does not depend on the order of declarations", () => {
    const text = (entries: readonly AclEntry[] | undefined) =>
      (entries ?? []).map(
        (entry) => `${entry.direction} ${entry.ruleNumber} ${entry.action} ${entry.port} ${entry.cidr.text}`,
      );
    fc.assert(
      fc.property(tiers, (given) => {
        const turned = [...given].reverse().map((tier) => ({
          ...tier,
          reaches: [...tier.reaches].reverse(),
          clients: [...tier.clients].reverse(),
        }));
        const [before, after] = [acls(given), acls(turned)];
        for (const name of TIERS) expect(text(after.get(name))).toEqual(text(before.get(name)));
      }),
    );
  });

  const changed =
    (change: (entries: readonly AclEntry[]) => readonly AclEntry[]): Acls =>
    (given) =>
      new Map([...acls(given)].map(([name, entries]) => [name, change(entries)]));
  const withoutAnswers: Acls = (given) =>
    acls(
      given.map((tier) => ({
        ...tier,
        reaches: tier.reaches.filter(({ port: one }) => one.protocol !== TCP),
      })),
    );
  it.each<[string, Acls]>([
    ["has no wall", changed((entries) => entries.filter(({ action }) => action === "allow"))],
    [
      "has its wall behind the clients",
      changed((entries) =>
        entries.map((entry) => (entry.action === "deny" ? { ...entry, ruleNumber: 32_000 } : entry)),
      ),
    ],
    [
      "has its wall before the tiers",
      changed((entries) =>
        entries.map((entry) => (entry.action === "deny" ? { ...entry, ruleNumber: 1 } : entry)),
      ),
    ],
    [
      "walls one direction alone",
      changed((entries) =>
        entries.filter((entry) => entry.action === "allow" || entry.direction === "egress"),
      ),
    ],
    [
      "forgets the answers",
      changed((entries) => entries.filter((entry) => entry.port.from !== 1024 || entry.port.to !== 65535)),
    ],
    [
      "answers to the ports of modern Linux alone",
      changed((entries) =>
        entries.map((entry) =>
          entry.port.from === 1024 && entry.port.to === 65535
            ? { ...entry, port: Port.tcpRange(32768, 60999) }
            : entry,
        ),
      ),
    ],
    [
      "answers a ping with a ping",
      changed((entries) =>
        entries.map((entry) =>
          entry.port.protocol === ICMP && entry.port.from === 0 ? { ...entry, port: Port.icmp(8) } : entry,
        ),
      ),
    ],
    ["opens both ways", (given) => acls(given.map((tier) => ({ ...tier, reaches: bothWays(tier, given) })))],
    ["forgets conversations", withoutAnswers],
    ["takes the whole VPC for each tier", (given) => acls(given.map((tier) => ({ ...tier, block: VPC })))],
    [
      "forgets what a tier says to itself",
      (given) =>
        acls(
          given.map((tier) => ({
            ...tier,
            reaches: tier.reaches.filter(({ tier: to }) => to !== tier.name),
          })),
        ),
    ],
  ])("one that %s is refuted", (_, mutant) => {
    expectRefuted(letsExactlyTheDeclaredPass(mutant));
  });

  function bothWays(tier: AclTier, given: readonly AclTier[]): AclTier["reaches"] {
    const back = given.flatMap((other) =>
      other.reaches
        .filter((reach) => reach.tier === tier.name)
        .map((reach) => ({ tier: other.name, port: reach.port })),
    );
    return [...tier.reaches, ...back];
  }
});

type Check = typeof checkAcl;
/** 20 rules in each direction, of which the last is EC2's own denial. */
const takesNineteenEach = (check: Check) =>
  fc.property(fc.integer({ min: 17, max: 22 }), fc.integer({ min: 17, max: 22 }), (ingress, egress) => {
    const entry = (direction: AclEntry["direction"]): AclEntry => ({
      direction,
      ruleNumber: 100,
      action: "allow",
      port: Port.HTTPS,
      cidr: VPC,
    });
    const entries = [
      ...Array.from({ length: ingress }, () => entry("ingress")),
      ...Array.from({ length: egress }, () => entry("egress")),
    ];
    const refused = [ingress, egress].filter((count) => count + 1 > 20).length;
    return check("app", entries).length === refused;
  });

describe("checkAcl", () => {
  it("counts each direction, with EC2's own entry", () => {
    fc.assert(takesNineteenEach(checkAcl));
  });
  it.each<[string, Check]>([
    ["takes a twentieth", (tier, entries) => checkAcl(tier, entries.slice(1))],
    [
      "counts both directions together",
      (tier, entries) =>
        checkAcl(
          tier,
          entries.map((one) => ({ ...one, direction: "egress" as const })),
        ),
    ],
    ["counts EC2's entry twice", (tier, entries) => checkAcl(tier, [...entries, ...entries.slice(0, 1)])],
  ])("one that %s is refuted", (_, mutant) => {
    expectRefuted(takesNineteenEach(mutant));
  });
});
