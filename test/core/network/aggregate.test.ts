import { describe, expect, it } from "vitest";
import { aggregateRules } from "../../../core/network/aggregate.js";
import type { SecurityGroupRule } from "../../../core/network/rule.js";
import { brief, prefixList, rule, segment } from "./rules.js";

const aggregated = (rules: readonly SecurityGroupRule[]): string[] => aggregateRules(rules).map(brief).sort();

describe("aggregateRules merges", () => {
  it.each<[string, SecurityGroupRule[], string[]]>([
    ["nothing", [], []],
    [
      "adjacent blocks",
      [rule("tcp/443", "10.0.0.0/25"), rule("tcp/443", "10.0.0.128/25")],
      ["tcp/443 10.0.0.0/24"],
    ],
    [
      "adjacent IPv6 blocks",
      [rule("tcp/443", "2001:db8::/33"), rule("tcp/443", "2001:db8:8000::/33")],
      ["tcp/443 2001:db8::/32"],
    ],
    [
      "a block inside another",
      [rule("tcp/443", "10.0.0.0/8"), rule("tcp/443", "10.1.0.0/16")],
      ["tcp/443 10.0.0.0/8"],
    ],
    [
      "blocks of every protocol alike",
      [rule("icmp/8/0", "10.0.0.0/25"), rule("icmp/8/0", "10.0.0.128/25")],
      ["icmp/8/0 10.0.0.0/24"],
    ],
    [
      "adjacent ports",
      [rule("tcp/80", segment("db")), rule("tcp/81", segment("db"))],
      ["tcp/80-81 segment:db"],
    ],
    [
      "overlapping ports",
      [rule("udp/80-90", prefixList("corporate", 20)), rule("udp/85-99", prefixList("corporate", 20))],
      ["udp/80-99 prefix-list:corporate"],
    ],
    [
      "blocks, then ports, then blocks",
      [
        rule("tcp/80", "10.0.0.0/25"),
        rule("tcp/80", "10.0.0.128/25"),
        rule("tcp/81", "10.0.0.0/24"),
        rule("tcp/80-81", "10.0.1.0/24"),
      ],
      ["tcp/80-81 10.0.0.0/23"],
    ],
    [
      "what lies inside another port and block",
      [rule("tcp/400-500", "10.0.0.0/8"), rule("tcp/443", "10.1.0.0/16")],
      ["tcp/400-500 10.0.0.0/8"],
    ],
    [
      "what everything contains",
      [rule("all", segment("db")), rule("tcp/443", segment("db")), rule("icmp/8", segment("db"))],
      ["all segment:db"],
    ],
    [
      "what lies inside a flow with an id",
      [rule("tcp/443", "10.0.0.0/8", { flowId: "private" }), rule("tcp/443", "10.1.0.0/16")],
      ["tcp/443 10.0.0.0/8 #private"],
    ],
    [
      "what becomes the same as a flow with an id, which EC2 would refuse as a duplicate",
      [
        rule("tcp/443", "10.0.0.0/8", { flowId: "private" }),
        rule("tcp/443", "10.0.0.0/9"),
        rule("tcp/443", "10.128.0.0/9"),
      ],
      ["tcp/443 10.0.0.0/8 #private"],
    ],
    [
      "the same rule twice",
      [rule("icmp/8", segment("db")), rule("icmp/8", segment("db"))],
      ["icmp/8 segment:db"],
    ],
    [
      "what the internet contains",
      [rule("tcp/443", "0.0.0.0/0"), rule("tcp/443", "10.0.0.0/8")],
      ["tcp/443 0.0.0.0/0"],
    ],
  ])("%s", (_, rules, expected) => {
    expect(aggregated(rules)).toEqual(expected);
    expect(aggregated([...rules].reverse())).toEqual(expected);
  });
});

describe("aggregateRules leaves", () => {
  it.each<[string, SecurityGroupRule[]]>([
    ["blocks that only touch", [rule("tcp/443", "10.0.1.0/24"), rule("tcp/443", "10.0.2.0/24")]],
    ["blocks with different ports", [rule("tcp/443", "10.0.0.0/25"), rule("tcp/80", "10.0.0.128/25")]],
    ["blocks of two families", [rule("tcp/443", "2000::/4"), rule("tcp/443", "0.0.0.0/1")]],
    ["ports with a gap", [rule("tcp/80", segment("db")), rule("tcp/82", segment("db"))]],
    ["ports of two protocols", [rule("tcp/80", segment("db")), rule("udp/81", segment("db"))]],
    ["ports of two peers", [rule("tcp/80", segment("db")), rule("tcp/81", segment("cache"))]],
    [
      "ports of two lists with one name",
      [
        rule("tcp/80", prefixList("corporate", 20, "pl-01234567")),
        rule("tcp/81", prefixList("corporate", 20, "pl-89abcdef")),
      ],
    ],
    ["ICMP types", [rule("icmp/8", segment("db")), rule("icmp/9", segment("db"))]],
    ["protocols with neighbouring numbers", [rule("esp", segment("db")), rule("ah", segment("db"))]],
    [
      "flows with ids, though they lie inside other rules",
      [
        rule("tcp/443", "10.1.0.0/16", { flowId: "one" }),
        rule("tcp/443", "10.0.0.0/9", { flowId: "two" }),
        rule("tcp/443", "10.128.0.0/9", { flowId: "three" }),
        rule("all", "10.0.0.0/8"),
      ],
    ],
    ["the internet by name", [rule("tcp/80", "0.0.0.0/0"), rule("tcp/81", "0.0.0.0/0")]],
  ])("%s", (_, rules) => {
    expect(aggregated(rules)).toEqual(rules.map(brief).sort());
  });
});

describe("the reasons of merged rules", () => {
  const reasonOf = (rules: readonly SecurityGroupRule[]): string[] =>
    aggregateRules(rules).map(({ reason }) => reason);
  it("are those of the rules inside, each once, in no order of declaration", () => {
    const rules = [
      rule("tcp/80", "10.0.0.0/25", { reason: "orders" }),
      rule("tcp/80", "10.0.0.128/25", { reason: "invoices" }),
      rule("tcp/81", "10.0.0.0/24", { reason: "orders" }),
      rule("tcp/81", "10.0.0.0/30", { reason: "health checks" }),
    ];
    expect(reasonOf(rules)).toEqual(["health checks; invoices; orders"]);
    expect(reasonOf([...rules].reverse())).toEqual(["health checks; invoices; orders"]);
  });
  it("stay where nothing is merged, even one that looks like two", () => {
    expect(reasonOf([rule("tcp/80", "10.0.0.0/8", { reason: "b; a" })])).toEqual(["b; a"]);
  });
  it("are shortened to what EC2 takes", () => {
    const [reason] = reasonOf(
      Array.from({ length: 16 }, (_, index) =>
        rule("tcp/80", `10.0.0.${index}/32`, { reason: `reason ${"x".repeat(30)} ${index + 10}` }),
      ),
    );
    expect(reason).toBe(
      `${Array.from({ length: 5 }, (_, index) => `reason ${"x".repeat(30)} ${index + 10}`).join("; ")}; and 11 more`,
    );
  });
});
