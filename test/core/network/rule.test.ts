import { describe, expect, it } from "vitest";
import {
  type RulePeer,
  ruleContains,
  ruleIdentity,
  ruleName,
  ruleWeight,
  type SecurityGroupRule,
} from "../../../core/network/rule.js";
import { prefixList, rule, securityGroup, segment, service } from "./rules.js";

const interpolation = (expression: string): string => `\${${expression}}`;

describe("ruleName", () => {
  it.each<[string, SecurityGroupRule]>([
    ["egress-tcp-5432-to-segment-db", rule("tcp/5432", segment("db"))],
    ["ingress-tcp-443-from-segment-web", rule("tcp/443", segment("web"), { direction: "ingress" })],
    ["egress-tcp-8000-8080-to-10_0_0_0-8", rule("tcp/8000-8080", "10.0.0.0/8")],
    ["egress-udp-53-to-2001:db8::-32", rule("udp/53", "2001:db8::/32")],
    ["egress-icmp-8-0-to-0_0_0_0-0", rule("icmp/8/0", "0.0.0.0/0")],
    // The spelling for people is ip/50; addresses keep the number, because a moved one replaces the rule.
    ["egress-50-to-10_0_0_0-8", rule("esp", "10.0.0.0/8")],
    ["egress-all-to-security-group-bastion", rule("all", securityGroup("bastion"))],
    ["egress-tcp-443-to-prefix-list-corporate", rule("tcp/443", prefixList("corporate", 20))],
    ["egress-tcp-443-to-aws-service-s3", rule("tcp/443", service("s3", 1))],
    ["egress-flow-app-to-db", rule("tcp/5432", segment("db"), { flowId: "app-to-db" })],
  ])("%s", (name, given) => {
    expect(ruleName(given)).toBe(name);
    expect(ruleName({ ...given, reason: "another reason" })).toBe(name);
  });

  it("keeps the name of a flow with an id when its port and peer change", () => {
    const before = rule("tcp/5432", segment("db"), { flowId: "queries" });
    const after = rule("tcp/3306", "10.0.0.0/8", { flowId: "queries" });
    expect(ruleName(after)).toBe(ruleName(before));
  });
});

describe("ruleIdentity", () => {
  it.each([
    ["tcp by name and number", rule("tcp/443", segment("db")), rule("6/443", segment("db"))],
    ["udp in capitals", rule("udp/53", "10.0.0.0/8"), rule("UDP/53", "10.0.0.0/8")],
    ["a range of one port", rule("tcp/443", "10.0.0.0/8"), rule("tcp/443-443", "10.0.0.0/8")],
    ["icmp by name and number", rule("icmp/8/0", "10.0.0.0/8"), rule("1/8/0", "10.0.0.0/8")],
    ["esp by name and number", rule("esp", "10.0.0.0/8"), rule("ip/50", "10.0.0.0/8")],
    ["everything as all and -1", rule("all", "10.0.0.0/8"), rule("-1", "10.0.0.0/8")],
    ["IPv6 in two spellings", rule("tcp/443", "2001:db8::/32"), rule("tcp/443", "2001:0DB8:0:0::/32")],
    ["two reasons", rule("tcp/443", segment("db")), rule("tcp/443", segment("db"), { reason: "other" })],
    ["two ids", rule("tcp/443", segment("db")), rule("tcp/443", segment("db"), { flowId: "queries" })],
    [
      "one prefix list under two names",
      rule("tcp/443", prefixList("corporate", 20, "pl-01234567")),
      rule("tcp/443", prefixList("offices", 20, "pl-01234567")),
    ],
    [
      "one security group under two names",
      rule("tcp/443", securityGroup("bastion", "sg-01234567")),
      rule("tcp/443", securityGroup("sg-01234567", "sg-01234567")),
    ],
    [
      "one reference, whose token has another text each time",
      rule("tcp/443", securityGroup("bastion", interpolation("TfToken[TOKEN.0]"))),
      rule("tcp/443", securityGroup("bastion", interpolation("TfToken[TOKEN.1]"))),
    ],
  ])("is the same for %s", (_, one, other) => {
    expect(ruleIdentity(other)).toBe(ruleIdentity(one));
  });

  it.each([
    ["protocols", rule("tcp/53", segment("db")), rule("udp/53", segment("db"))],
    ["ports", rule("tcp/53", segment("db")), rule("tcp/53-54", segment("db"))],
    ["ICMP codes", rule("icmp/3/4", segment("db")), rule("icmp/3", segment("db"))],
    ["kinds of peer", rule("tcp/53", segment("db")), rule("tcp/53", securityGroup("db"))],
    ["blocks", rule("tcp/53", "10.0.0.0/8"), rule("tcp/53", "10.0.0.0/9")],
    [
      "lists of one name",
      rule("tcp/53", prefixList("corporate", 20, "pl-01234567")),
      rule("tcp/53", prefixList("corporate", 20, "pl-89abcdef")),
    ],
  ])("differs for different %s", (_, one, other) => {
    expect(ruleIdentity(other)).not.toBe(ruleIdentity(one));
  });
});

describe("ruleContains", () => {
  it.each<[boolean, string, string | RulePeer, string, string | RulePeer]>([
    [true, "tcp/443", "10.0.0.0/8", "tcp/443", "10.0.0.0/8"],
    [true, "tcp/443", "10.0.0.0/8", "tcp/443", "10.255.255.255/32"],
    [true, "tcp/400-500", "0.0.0.0/0", "tcp/443", "10.0.0.0/8"],
    [true, "all", "10.0.0.0/8", "icmp/8", "10.0.0.0/16"],
    [true, "icmp", "10.0.0.0/8", "icmp/8/0", "10.0.0.0/8"],
    [true, "all", segment("db"), "tcp/443", segment("db")],
    [true, "tcp/443", "::/0", "tcp/443", "2001:db8::/32"],
    [false, "tcp/443", "10.0.0.0/9", "tcp/443", "10.0.0.0/8"],
    [false, "tcp/443", "10.0.0.0/9", "tcp/443", "10.128.0.0/9"],
    [false, "tcp/443", "0.0.0.0/0", "tcp/443", "2001:db8::/32"],
    [false, "tcp/443", "::/0", "tcp/443", "10.0.0.0/8"],
    [false, "tcp/443", "10.0.0.0/8", "udp/443", "10.0.0.0/8"],
    [false, "tcp/443", "10.0.0.0/8", "all", "10.0.0.0/8"],
    [false, "all", "0.0.0.0/0", "tcp/443", segment("db")],
    [false, "all", segment("db"), "tcp/443", securityGroup("db")],
    [false, "all", prefixList("a", 1), "tcp/443", prefixList("b", 1)],
  ])("%s: %s %j contains %s %j", (contains, port, peer, innerPort, innerPeer) => {
    expect(ruleContains(rule(port, peer), rule(innerPort, innerPeer))).toBe(contains);
  });
});

describe("ruleWeight", () => {
  it.each<[string, string | RulePeer, number, number]>([
    ["an IPv4 block", "10.0.0.0/8", 1, 0],
    ["an IPv6 block", "2001:db8::/32", 0, 1],
    ["a segment", segment("db"), 1, 1],
    ["a security group", securityGroup("bastion"), 1, 1],
    ["a prefix list: its maximum", prefixList("corporate", 20), 20, 20],
    ["a gateway endpoint: the weight of its list", service("s3", 1), 1, 1],
  ])("%s", (_, peer, ipv4, ipv6) => {
    expect(ruleWeight(rule("tcp/443", peer))).toEqual({ ipv4, ipv6 });
  });
});
