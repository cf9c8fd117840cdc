import { describe, expect, it } from "vitest";
import { valueOrThrow } from "../../../core/errors.js";
import { type AclEntry, type AclTier, checkAcl, planAcl } from "../../../core/network/acl-plan.js";
import { type Cidr, parseCidr } from "../../../core/network/cidr.js";
import { linesOf } from "../../harness/problem-lines.js";
import { portOf } from "./rules.js";

const cidr = (text: string): Cidr => valueOrThrow(parseCidr(text));
const VPC = cidr("10.0.0.0/16");
const ANYWHERE = cidr("0.0.0.0/0");
const BLOCKS = { web: "10.0.0.0/18", app: "10.0.64.0/18", db: "10.0.128.0/18" } as const;
type Name = keyof typeof BLOCKS;
interface Given {
  readonly reaches?: readonly (readonly [Name, string])[];
  readonly clients?: readonly (readonly [string, string])[];
  readonly outside?: readonly string[];
}

/** The entries of one tier's network ACL, ingress then egress, each as "number action port block". */
function entriesOf(name: Name, given: Partial<Record<Name, Given>>): { ingress: string[]; egress: string[] } {
  const tiers = (Object.keys(BLOCKS) as Name[]).map((tier): AclTier => {
    const { reaches = [], clients = [], outside = [] } = given[tier] ?? {};
    return {
      name: tier,
      block: cidr(BLOCKS[tier]),
      reaches: reaches.map(([other, port]) => ({ tier: other, port: portOf(port) })),
      clients: clients.map(([block, port]) => ({ cidr: cidr(block), port: portOf(port) })),
      outside: outside.map(portOf),
    };
  });
  const tier = tiers.find((candidate) => candidate.name === name) as AclTier;
  const entries = planAcl(tier, tiers, VPC, ANYWHERE);
  const shown = (direction: AclEntry["direction"]) =>
    entries
      .filter((entry) => entry.direction === direction)
      .map((entry) => `${entry.ruleNumber} ${entry.action} ${entry.port} ${entry.cidr.text}`);
  return { ingress: shown("ingress"), egress: shown("egress") };
}

describe("planAcl", () => {
  it("leaves a tier that talks to nobody without entries: EC2 denies the rest", () => {
    expect(entriesOf("db", { web: { reaches: [["app", "tcp/443"]] } })).toEqual({ ingress: [], egress: [] });
  });

  it("opens a conversation one way and its answers the other way, at both ends", () => {
    const given = { app: { reaches: [["db", "tcp/5432"]] } } as const;
    expect(entriesOf("app", given)).toEqual({
      ingress: ["100 allow tcp/1024-65535 10.0.128.0/18"],
      egress: ["100 allow tcp/5432 10.0.128.0/18"],
    });
    expect(entriesOf("db", given)).toEqual({
      ingress: ["100 allow tcp/5432 10.0.64.0/18"],
      egress: ["100 allow tcp/1024-65535 10.0.64.0/18"],
    });
  });

  it("opens a tier to itself from zone to zone, where that is said", () => {
    expect(entriesOf("db", { db: { reaches: [["db", "tcp/443"]] } })).toEqual({
      ingress: ["100 allow tcp/1024-65535 10.0.128.0/18", "110 allow tcp/443 10.0.128.0/18"],
      egress: ["100 allow tcp/1024-65535 10.0.128.0/18", "110 allow tcp/443 10.0.128.0/18"],
    });
  });

  it("writes each entry once, in an order that declarations do not change", () => {
    const reaches: (readonly [Name, string])[] = [
      ["db", "tcp/5432"],
      ["db", "tcp/443"],
      ["db", "tcp/5432"],
      ["web", "udp/53"],
    ];
    const entries = entriesOf("app", { app: { reaches } });
    expect(entries.egress).toEqual([
      "100 allow udp/53 10.0.0.0/18",
      "110 allow tcp/443 10.0.128.0/18",
      "120 allow tcp/5432 10.0.128.0/18",
    ]);
    expect(entries.ingress).toEqual([
      "100 allow udp/1024-65535 10.0.0.0/18",
      "110 allow tcp/1024-65535 10.0.128.0/18",
    ]);
    expect(entriesOf("app", { app: { reaches: [...reaches].reverse() } })).toEqual(entries);
  });

  it("walls the rest of the VPC off before it opens addresses outside", () => {
    const given = {
      web: { reaches: [["app", "tcp/443"]], clients: [["0.0.0.0/0", "tcp/443"]], outside: ["tcp/80"] },
    } as const;
    expect(entriesOf("web", given)).toEqual({
      ingress: [
        "100 allow tcp/1024-65535 10.0.64.0/18",
        "110 deny all 10.0.0.0/16",
        "120 allow tcp/1024-65535 0.0.0.0/0",
        "130 allow tcp/443 0.0.0.0/0",
      ],
      egress: [
        "100 allow tcp/443 10.0.64.0/18",
        "110 deny all 10.0.0.0/16",
        "120 allow tcp/1024-65535 0.0.0.0/0",
        "130 allow tcp/80 0.0.0.0/0",
      ],
    });
  });

  it.each([
    ["tcp/443", "tcp/1024-65535"],
    ["udp/53", "udp/1024-65535"],
    ["icmp", "icmp"],
    // RFC 792: an echo is answered by an echo reply, a timestamp by a timestamp reply, an error by nothing.
    ["icmp/8", "icmp/0"],
    ["icmp/8/0", "icmp/0/0"],
    ["icmp/13", "icmp/14"],
    ["icmp/3/4", undefined],
    ["esp", "50"],
    ["all", "all"],
  ])("answers %s with %s", (port, answer) => {
    const given = { app: { reaches: [["db", port]] } } as const;
    expect(entriesOf("app", given).ingress).toEqual(
      answer === undefined ? [] : [`100 allow ${answer} 10.0.128.0/18`],
    );
    expect(entriesOf("db", given).egress).toEqual(
      answer === undefined ? [] : [`100 allow ${answer} 10.0.64.0/18`],
    );
  });
});

describe("checkAcl", () => {
  const entries = (ingress: number, egress: number): AclEntry[] =>
    Array.from({ length: ingress + egress }, (_, index) => ({
      direction: index < ingress ? "ingress" : "egress",
      ruleNumber: 100 + index,
      action: "allow",
      port: portOf("tcp/443"),
      cidr: VPC,
    }));
  it("takes 19 entries in each direction, because EC2 keeps the twentieth", () => {
    expect(checkAcl("app", entries(19, 19))).toEqual([]);
  });
  const tooMany = (direction: string): string =>
    `CORDON_QUOTA_ACL_ENTRIES: the network ACL of the tier app would have too many ${direction} entries. ` +
    "Got: 20. Allowed: 19 in each direction. Fix: give neighbouring conversations one port range, " +
    "or name fewer client blocks: the security groups stay exact.";
  it("refuses 20", () => {
    expect(linesOf(checkAcl("app", entries(20, 19)))).toBe(tooMany("ingress"));
    expect(linesOf(checkAcl("app", entries(19, 20)))).toBe(tooMany("egress"));
    expect(linesOf(checkAcl("app", entries(20, 20)))).toBe(`${tooMany("ingress")}\n${tooMany("egress")}`);
  });
});
