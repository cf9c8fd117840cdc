import { describe, expect, it } from "vitest";
import { describeProblem } from "../../../core/errors.js";
import { DEFAULT_QUOTAS } from "../../../core/network/quota.js";
import type { SecurityGroupRule } from "../../../core/network/rule.js";
import { RuleSet } from "../../../core/network/rule-set.js";
import { linesOf } from "../../harness/problem-lines.js";
import { brief, prefixList, rule, securityGroup, segment, service } from "./rules.js";

/** A set with the rules, each of which it must take. */
function setOf(rules: readonly SecurityGroupRule[], aggregate = false): RuleSet {
  const set = new RuleSet("egress", aggregate);
  for (const given of rules) {
    expect(refusalBy(set, given)).toBe("taken");
    set.add(given);
  }
  return set;
}

function refusalBy(set: RuleSet, given: SecurityGroupRule): string {
  const problem = set.refusal(given);
  return problem === undefined ? "taken" : describeProblem(problem);
}

const blocks = (count: number, from = 0): string[] =>
  // Every second address, so that no two of them are neighbours.
  Array.from({ length: count }, (_, index) => `192.0.2.${from + 2 * index}/32`);

describe("refusal of a rule that says the same as another", () => {
  const duplicate = (what: string, reasons: string): string =>
    "CORDON_FLOW_DUPLICATE: two flows say the same; EC2 compares neither descriptions nor ids. " +
    `Got: egress ${what}, as before. Allowed: each conversation once. ` +
    `Fix: delete one of the two and keep the better reason (${reasons}).`;

  it.each<[string, SecurityGroupRule, SecurityGroupRule, string]>([
    [
      "word for word",
      rule("tcp/5432", segment("db"), { reason: "orders" }),
      rule("tcp/5432", segment("db"), { reason: "orders" }),
      duplicate("tcp/5432 to segment:db", '"orders" or "orders"'),
    ],
    [
      "with another reason and protocol 6 for tcp",
      rule("tcp/5432", segment("db"), { reason: "orders" }),
      rule("6/5432", segment("db"), { reason: "invoices" }),
      duplicate("tcp/5432 to segment:db", '"orders" or "invoices"'),
    ],
    [
      "with an id",
      rule("tcp/443", "10.0.0.0/8"),
      rule("tcp/443", "10.0.0.0/8", { flowId: "private" }),
      duplicate("tcp/443 to 10.0.0.0/8", '"test" or "test"'),
    ],
    [
      "with two ids",
      rule("tcp/443", "10.0.0.0/8", { flowId: "one" }),
      rule("tcp/443", "10.0.0.0/8", { flowId: "two" }),
      duplicate("tcp/443 to 10.0.0.0/8", '"test" or "test"'),
    ],
    [
      "with another name for one list",
      rule("tcp/443", prefixList("corporate", 20, "pl-01234567")),
      rule("tcp/443", prefixList("offices", 20, "pl-01234567")),
      duplicate("tcp/443 to prefix-list:offices", '"test" or "test"'),
    ],
  ])("%s", (_, first, second, message) => {
    expect(refusalBy(setOf([first]), second)).toBe(message);
    expect(refusalBy(setOf([first], true), second)).toBe(message);
  });
});

describe("refusal of a name for two things", () => {
  it.each([false, true])("a flow id, aggregate: %s", (aggregate) => {
    const set = setOf([rule("tcp/5432", segment("db"), { flowId: "queries" })], aggregate);
    expect(refusalBy(set, rule("tcp/6379", segment("cache"), { flowId: "queries" }))).toBe(
      "CORDON_FLOW_ID_TAKEN: two flows of this segment have the same id. " +
        'Got: "queries" for egress tcp/6379 to segment:cache. Allowed: an id that no other flow of the segment has. ' +
        "Fix: choose another id; it belongs to egress tcp/5432 to segment:db.",
    );
    expect(refusalBy(set, rule("tcp/6379", segment("cache"), { flowId: "lookups" }))).toBe("taken");
  });

  it.each([false, true])("a peer name, aggregate: %s", (aggregate) => {
    const set = setOf([rule("tcp/443", prefixList("corporate", 20, "pl-01234567"))], aggregate);
    const message =
      "CORDON_PEER_NAME_TAKEN: one name stands for two peers, so their rules could not be told apart. " +
      'Got: "corporate" for "pl-89abcdef" and "pl-01234567". Allowed: one name for each id. ' +
      "Fix: give one of the two another name.";
    expect(refusalBy(set, rule("tcp/443", prefixList("corporate", 20, "pl-89abcdef")))).toBe(message);
    expect(refusalBy(set, rule("tcp/444", prefixList("corporate", 20, "pl-89abcdef")))).toBe(message);
    expect(refusalBy(set, rule("tcp/444", prefixList("corporate", 20, "pl-01234567")))).toBe("taken");
    expect(refusalBy(set, rule("tcp/443", securityGroup("corporate", "sg-01234567")))).toBe("taken");
  });
});

describe("refusal of a rule inside another", () => {
  const wide = rule("tcp/400-500", "10.0.0.0/8");
  const narrow = rule("tcp/443", "10.1.0.0/16");
  const message =
    "CORDON_FLOW_SHADOWED: one flow lies wholly inside another, so it adds nothing. " +
    "Got: egress tcp/443 to 10.1.0.0/16, inside egress tcp/400-500 to 10.0.0.0/8. " +
    "Allowed: flows that do not contain each other. " +
    "Fix: delete the wider one if the narrow one is enough, else the narrow one; or set aggregate: true to merge exactly.";
  it("in either order", () => {
    expect(refusalBy(setOf([wide]), narrow)).toBe(message);
    expect(refusalBy(setOf([narrow]), wide)).toBe(message);
  });
  it("not with aggregation, and not where they only overlap", () => {
    expect(refusalBy(setOf([wide], true), narrow)).toBe("taken");
    expect(refusalBy(setOf([wide]), rule("tcp/443-600", "10.1.0.0/16"))).toBe("taken");
    expect(refusalBy(setOf([wide]), rule("tcp/443", "0.0.0.0/1"))).toBe("taken");
    expect(refusalBy(setOf([wide]), rule("tcp/443", "2001:db8::/32"))).toBe("taken");
  });
});

describe("the quota of rules", () => {
  const tooMany = (group: string, got: string, quota: number, fix: string): string =>
    `CORDON_QUOTA_RULES: the group ${group} would have too many egress rules. Got: ${got}. ` +
    `Allowed: ${quota} for each direction and address family. Fix: ${fix}.`;
  const NOTHING_TO_MERGE =
    "nothing can be merged exactly: split the segment in two, or put the addresses into a prefix list";
  const problemsOf = (rules: readonly SecurityGroupRule[], aggregate = false, quota = 60): string =>
    linesOf(setOf(rules, aggregate).problems("app", { ...DEFAULT_QUOTAS, rulesPerDirection: quota }));
  const toBlocks = (texts: readonly string[]) => texts.map((text) => rule("tcp/443", text));

  it("is 60: 60 rules pass, 61 do not", () => {
    expect(problemsOf(toBlocks(blocks(60)))).toBe("");
    expect(problemsOf(toBlocks(blocks(61)))).toBe(tooMany("app", "61 for ipv4", 60, NOTHING_TO_MERGE));
    expect(problemsOf(toBlocks(blocks(61)), true)).toBe(tooMany("app", "61 for ipv4", 60, NOTHING_TO_MERGE));
  });

  it("is one for each family: 60 and 60 pass, a group counts in both", () => {
    const ipv6 = Array.from({ length: 60 }, (_, index) =>
      rule("tcp/443", `2001:db8:${(2 * index).toString(16)}::/48`),
    );
    expect(problemsOf([...toBlocks(blocks(60)), ...ipv6])).toBe("");
    expect(problemsOf([...toBlocks(blocks(60)), ...ipv6, rule("tcp/22", securityGroup("bastion"))])).toBe(
      [
        tooMany("app", "61 for ipv4", 60, NOTHING_TO_MERGE),
        tooMany("app", "61 for ipv6", 60, NOTHING_TO_MERGE),
      ].join("\n"),
    );
  });

  it("is the account's own where AWS raised it", () => {
    expect(problemsOf(toBlocks(blocks(61)), false, 61)).toBe("");
    expect(problemsOf(toBlocks(blocks(2)), false, 1)).toBe(tooMany("app", "2 for ipv4", 1, NOTHING_TO_MERGE));
  });

  it("names what to merge, with the count that it leaves", () => {
    const neighbours = [...toBlocks(blocks(60)), rule("tcp/443", "192.0.2.1/32")];
    expect(problemsOf(neighbours)).toBe(
      tooMany(
        "app",
        "61 for ipv4",
        60,
        "aggregate: true leaves 60 rules; for example egress tcp/443 to 192.0.2.0/32 and " +
          "egress tcp/443 to 192.0.2.1/32 become egress tcp/443 to 192.0.2.0/31",
      ),
    );
    expect(problemsOf(neighbours, true)).toBe("");
    const ports = [...toBlocks(blocks(60)), rule("tcp/444", "192.0.2.0/32")];
    expect(problemsOf(ports)).toBe(
      tooMany(
        "app",
        "61 for ipv4",
        60,
        "aggregate: true leaves 60 rules; for example egress tcp/443 to 192.0.2.0/32 and " +
          "egress tcp/444 to 192.0.2.0/32 become egress tcp/443-444 to 192.0.2.0/32",
      ),
    );
  });

  it("keeps the example short where many rules become one", () => {
    const every = Array.from({ length: 64 }, (_, index) => rule("tcp/443", `192.0.2.${index}/32`));
    expect(problemsOf(every)).toBe(
      tooMany(
        "app",
        "64 for ipv4",
        60,
        "aggregate: true leaves 1 rule; for example egress tcp/443 to 192.0.2.0/32, egress tcp/443 to 192.0.2.1/32 " +
          "and 62 more become egress tcp/443 to 192.0.2.0/26",
      ),
    );
  });

  it("says so where merging is not enough", () => {
    const rules = [...toBlocks(blocks(70)), rule("tcp/443", "192.0.2.1/32")];
    expect(problemsOf(rules)).toBe(
      tooMany(
        "app",
        "71 for ipv4",
        60,
        "aggregate: true leaves 70 rules; for example egress tcp/443 to 192.0.2.0/32 and " +
          "egress tcp/443 to 192.0.2.1/32 become egress tcp/443 to 192.0.2.0/31; " +
          "that is not enough: split the segment in two, or put the addresses into a prefix list",
      ),
    );
  });

  it("takes its example from the family that has too many", () => {
    const ipv6 = [rule("tcp/443", "2001:db8::/33"), rule("tcp/443", "2001:db8:8000::/33")];
    expect(problemsOf([...ipv6, ...toBlocks(blocks(61))])).toBe(
      tooMany("app", "61 for ipv4", 60, NOTHING_TO_MERGE),
    );
  });

  it("counts a prefix list as its maximum and says so, in both families", () => {
    const rules = [rule("tcp/443", prefixList("corporate", 59)), rule("tcp/443", service("s3", 1))];
    expect(problemsOf(rules)).toBe("");
    const got = (family: string) => `61 for ${family} (corporate weighs 59, s3 weighs 1)`;
    expect(problemsOf([...rules, rule("tcp/22", securityGroup("bastion"))])).toBe(
      [
        tooMany("app", got("ipv4"), 60, NOTHING_TO_MERGE),
        tooMany("app", got("ipv6"), 60, NOTHING_TO_MERGE),
      ].join("\n"),
    );
  });
});

describe("blocks that cover the internet together", () => {
  const covering = (family: "ipv4" | "ipv6", got: string): string =>
    `CORDON_PEER_INTERNET: the egress blocks of the group app cover the whole ${family} internet together. Got: ${got}. ` +
    "Allowed: blocks of the addresses that the flows really need. " +
    `Fix: narrow them, or say it by name: Peer.any${family === "ipv4" ? "Ipv4" : "Ipv6"}().`;
  const problemsOf = (rules: readonly SecurityGroupRule[], aggregate: boolean): string =>
    linesOf(setOf(rules, aggregate).problems("app", DEFAULT_QUOTAS));

  it.each<[string, SecurityGroupRule[], string]>([
    [
      "two halves",
      [rule("tcp/443", "0.0.0.0/1"), rule("tcp/443", "128.0.0.0/1")],
      covering("ipv4", "0.0.0.0/1, 128.0.0.0/1"),
    ],
    [
      "two halves of IPv6",
      [rule("tcp/443", "2000::/4"), rule("tcp/443", "3000::/4")],
      covering("ipv6", "2000::/4, 3000::/4"),
    ],
    [
      "halves of which one carries more",
      [rule("all", "0.0.0.0/1"), rule("tcp/443", "128.0.0.0/1")],
      covering("ipv4", "0.0.0.0/1, 128.0.0.0/1"),
    ],
    [
      "halves whose ports only overlap",
      [rule("tcp/80-90", "0.0.0.0/1"), rule("tcp/85-95", "128.0.0.0/1")],
      covering("ipv4", "0.0.0.0/1, 128.0.0.0/1"),
    ],
    [
      "halves beside the whole said by name for another port",
      [rule("tcp/80", "0.0.0.0/0"), rule("tcp/443", "0.0.0.0/1"), rule("tcp/443", "128.0.0.0/1")],
      covering("ipv4", "0.0.0.0/1, 128.0.0.0/1"),
    ],
    ["halves on different ports", [rule("tcp/80", "0.0.0.0/1"), rule("tcp/443", "128.0.0.0/1")], ""],
    ["halves of different protocols", [rule("tcp/53", "0.0.0.0/1"), rule("udp/53", "128.0.0.0/1")], ""],
    ["halves of different families", [rule("tcp/443", "0.0.0.0/1"), rule("tcp/443", "8000::/1")], ""],
    ["all but one address", [rule("tcp/443", "0.0.0.0/1"), rule("tcp/443", "128.0.0.0/2")], ""],
    ["the internet by name", [rule("tcp/443", "0.0.0.0/0"), rule("tcp/443", "::/0")], ""],
  ])("%s", (_, rules, message) => {
    expect(problemsOf(rules, false)).toBe(message);
    expect(problemsOf(rules, true)).toBe(message);
  });
});

describe("rules", () => {
  const declared = [rule("tcp/443", "192.0.2.0/25"), rule("tcp/443", "192.0.2.128/25")];
  it("are as declared, or merged", () => {
    expect(setOf(declared).rules()).toEqual(declared);
    expect(setOf(declared, true).rules().map(brief)).toEqual(["tcp/443 192.0.2.0/24"]);
  });
});
