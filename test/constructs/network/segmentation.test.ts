import { describe, expect, it } from "vitest";
import { Peer, Port, Segmentation } from "../../../constructs/index.js";
import { ruleTable } from "../rule-table.js";
import {
  addresses,
  newSegmentation,
  newStack,
  only,
  resources,
  synthesized,
  synthesizedAround,
  VPC,
  VPC_ID,
} from "../synthesized.js";

function example(): Segmentation {
  const shop = newSegmentation();
  const frontend = shop.segment("frontend");
  const app = shop.segment("app");
  const db = shop.segment("db");
  frontend.allowFrom(Peer.cidr("203.0.113.0/24"), Port.HTTPS, { reason: "office users" });
  frontend.allowTo(app, Port.HTTPS, { reason: "page requests" });
  app.allowTo(db, Port.POSTGRES, { reason: "orders store" });
  app.allowTo(Peer.awsService("s3"), Port.HTTPS, { reason: "invoices" });
  return shop;
}

const RULE_TYPES = ["aws_vpc_security_group_egress_rule", "aws_vpc_security_group_ingress_rule"];

describe("Segmentation", () => {
  it("makes two rules of a flow between segments, one of any other, and nothing else", () => {
    const stack = synthesizedAround(example());
    const [list] = Object.keys(stack.data?.["aws_ec2_managed_prefix_list"] ?? {});
    expect(ruleTable(stack)).toEqual([
      `app egress tcp/443 to \${data.aws_ec2_managed_prefix_list.${list}.id} (invoices)`,
      "app egress tcp/5432 to db (orders store)",
      "app ingress tcp/443 from frontend (page requests)",
      "db ingress tcp/5432 from app (orders store)",
      "frontend egress tcp/443 to app (page requests)",
      "frontend ingress tcp/443 from 203.0.113.0/24 (office users)",
    ]);
  });

  it("uses standalone rules only: no inline block on a group, no rule resource of the older kind", () => {
    const stack = synthesizedAround(example());
    expect(resources(stack, "aws_security_group")).toHaveLength(3);
    for (const group of resources(stack, "aws_security_group")) {
      expect(group).not.toHaveProperty("ingress");
      expect(group).not.toHaveProperty("egress");
    }
    expect(resources(stack, "aws_security_group_rule")).toEqual([]);
  });

  it("names groups by prefix and creates their successor first; rules never", () => {
    const stack = synthesizedAround(example());
    for (const group of resources(stack, "aws_security_group")) {
      expect(group).toMatchObject({ vpc_id: VPC_ID, lifecycle: { create_before_destroy: true } });
      expect(group["name_prefix"]).toMatch(/^shop-(frontend|app|db)-$/);
      expect(group).not.toHaveProperty("name");
    }
    for (const rule of RULE_TYPES.flatMap((type) => resources(stack, type))) {
      expect(rule).not.toHaveProperty("lifecycle");
    }
  });

  it("keeps a group's description the same whatever the segment, because EC2 cannot change it", () => {
    const groups = resources(synthesizedAround(example()), "aws_security_group");
    expect(new Set(groups.map(({ description }) => description)).size).toBe(1);
  });

  it("tags groups, and lets no user tag replace the segment's", () => {
    const shop = newSegmentation({ tags: { team: "payments", "cordon:segment": "other" } });
    shop.segment("app");
    expect(only(synthesizedAround(shop), "aws_security_group")["tags"]).toEqual({
      team: "payments",
      Name: "shop-app",
      "cordon:segment": "app",
    });
  });

  it("gives a segment without flows a group without rules", () => {
    const shop = newSegmentation();
    shop.segment("idle");
    expect(addresses(synthesizedAround(shop))).toHaveLength(1);
  });

  it("gives a rule exactly one peer attribute, and ports only where the protocol has them", () => {
    const shop = newSegmentation();
    const app = shop.segment("app");
    app.allowTo(Peer.cidr("2001:db8::/32"), Port.udpRange(8000, 8080), { reason: "a" });
    app.allowTo(Peer.cidr("198.51.100.0/24"), Port.icmpPing(), { reason: "b" });
    app.allowTo(Peer.cidr("192.0.2.0/24"), Port.protocol("esp"), { reason: "c" });
    app.allowTo(Peer.cidr("203.0.113.0/24"), Port.allTraffic(), { reason: "d" });
    app.allowTo(Peer.cidr("10.0.0.0/8"), Port.icmp(), { reason: "e" });
    expect(ruleTable(synthesizedAround(shop))).toEqual([
      "app egress -1 to 203.0.113.0/24 (d)",
      "app egress 50 to 192.0.2.0/24 (c)",
      "app egress icmp/-1 to 10.0.0.0/8 (e)",
      "app egress icmp/8--1 to 198.51.100.0/24 (b)",
      "app egress udp/8000-8080 to 2001:db8::/32 (a)",
    ]);
  });

  it("opens the internet only through the peers that say so, one family each", () => {
    const shop = newSegmentation();
    const app = shop.segment("app");
    app.allowTo(Peer.anyIpv4(), Port.HTTPS, { reason: "payment provider" });
    app.allowTo(Peer.anyIpv6(), Port.HTTPS, { reason: "payment provider" });
    expect(ruleTable(synthesizedAround(shop))).toEqual([
      "app egress tcp/443 to 0.0.0.0/0 (payment provider)",
      "app egress tcp/443 to ::/0 (payment provider)",
    ]);
  });

  it("refuses at synth that small blocks make up the internet", () => {
    const shop = newSegmentation();
    const app = shop.segment("app");
    app.allowTo(Peer.cidr("0.0.0.0/1"), Port.HTTPS, { reason: "half" });
    app.allowTo(Peer.cidr("128.0.0.0/1"), Port.HTTPS, { reason: "other half" });
    expect(() => synthesizedAround(shop)).toThrow(/CORDON_PEER_INTERNET at network\/shop\/app: /);
  });

  it("lets workloads of one segment talk when that is said", () => {
    const shop = newSegmentation();
    shop.segment("cache").allowInternally(Port.REDIS, { reason: "replication" });
    expect(ruleTable(synthesizedAround(shop))).toEqual([
      "cache egress tcp/6379 to cache (replication)",
      "cache ingress tcp/6379 from cache (replication)",
    ]);
  });

  it("names prefix lists and foreign groups by id, and by name where the id is a token", () => {
    const shop = newSegmentation();
    const app = shop.segment("app");
    const token = `\${aws_ec2_managed_prefix_list.offices.id}`;
    const group = `\${aws_security_group.vpn.id}`;
    app.allowFrom(Peer.prefixList("pl-0123456789abcdef0", { maxEntries: 10 }), Port.HTTPS, { reason: "a" });
    app.allowFrom(Peer.prefixList(token, { maxEntries: 10, name: "offices" }), Port.HTTPS, { reason: "b" });
    app.allowFrom(Peer.securityGroup("sg-0123456789abcdef0"), Port.HTTPS, { reason: "c" });
    app.allowFrom(Peer.securityGroup("111122223333/sg-0123456789abcdef0"), Port.HTTPS, { reason: "d" });
    app.allowFrom(Peer.securityGroup(group, { name: "vpn" }), Port.HTTPS, {
      reason: "e",
    });
    const stack = synthesizedAround(shop);
    expect(ruleTable(stack)).toEqual([
      `app ingress tcp/443 from ${token} (b)`,
      `app ingress tcp/443 from ${group} (e)`,
      "app ingress tcp/443 from 111122223333/sg-0123456789abcdef0 (d)",
      "app ingress tcp/443 from pl-0123456789abcdef0 (a)",
      "app ingress tcp/443 from sg-0123456789abcdef0 (c)",
    ]);
    expect(addresses(stack).join(" ")).not.toMatch(/TOKEN|TfToken/i);
  });

  it("connects two segmentations of one stack", () => {
    const stack = newStack();
    const app = new Segmentation(stack, "shop", { vpc: VPC }).segment("app");
    const metrics = new Segmentation(stack, "operations", { vpc: VPC }).segment("metrics");
    app.allowTo(metrics, Port.HTTPS, { reason: "measurements" });
    expect(ruleTable(synthesized(stack))).toEqual([
      "app egress tcp/443 to metrics (measurements)",
      "metrics ingress tcp/443 from app (measurements)",
    ]);
  });

  it("hands out the groups of one interface", () => {
    const shop = newSegmentation();
    const [app, db] = [shop.segment("app"), shop.segment("db")];
    expect(shop.securityGroupIdsOf(app, db)).toEqual([app.securityGroupId, db.securityGroupId]);
  });
});
