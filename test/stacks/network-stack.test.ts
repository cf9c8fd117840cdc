import { describe, expect, it } from "vitest";
import { valueOrThrow } from "../../core/errors.js";
import { type NetworkConfig, parseNetworkConfig } from "../../stacks/network-config.js";
import { NetworkStack } from "../../stacks/network-stack.js";
import { ruleTable } from "../constructs/rule-table.js";
import {
  type Attributes,
  newApp,
  only,
  resources,
  type SynthesizedStack,
  synthesized,
} from "../constructs/synthesized.js";
import { defaultContext } from "./main-process.js";

const BASE: NetworkConfig = {
  name: "shop",
  region: "eu-central-1",
  vpc: { cidr: "10.0.0.0/16", zones: ["eu-central-1a", "eu-central-1b"] },
};
const BETWEEN_TIERS = [
  "app egress tcp/5432 to db (queries of the app to the database)",
  "app ingress tcp/443 from frontend (requests of the frontend to the app)",
  "db ingress tcp/5432 from app (queries of the app to the database)",
  "frontend egress tcp/443 to app (requests of the frontend to the app)",
];

function stackOf(config: NetworkConfig): SynthesizedStack {
  return synthesized(new NetworkStack(newApp(), "network", valueOrThrow(parseNetworkConfig(config))));
}

/** The entries of one tier's network ACL that open or close the world outside the VPC. */
function outsideEntries(stack: SynthesizedStack, tier: string): string[] {
  const acl = resources(stack, "aws_network_acl").find(
    ({ tags }) => (tags as Attributes)["Name"] === `shop-vpc-${tier}`,
  );
  return (["ingress", "egress"] as const).flatMap((direction) =>
    ((acl?.[direction] ?? []) as Attributes[])
      .filter(({ cidr_block }) => !String(cidr_block).startsWith("10."))
      .map((entry) => `${direction} ${entry["protocol"]}/${entry["from_port"]} ${entry["cidr_block"]}`),
  );
}

describe("NetworkStack", () => {
  it("is, from the repository's cdktf.json, exactly this", () => {
    expect(stackOf(defaultContext().cordon as unknown as NetworkConfig)).toMatchSnapshot();
  });

  it("has, without further flows, the two conversations between its tiers", () => {
    expect(ruleTable(stackOf(BASE))).toEqual(BETWEEN_TIERS);
  });

  it("has none of them where the tiers are the user's own", () => {
    expect(ruleTable(stackOf({ ...BASE, tiers: [{ name: "frontend" }, { name: "app" }] }))).toEqual([]);
  });

  it("lets a flow with the id of a default one take its place, and its addresses", () => {
    const changed = stackOf({
      ...BASE,
      flows: [{ id: "app-to-db", from: "app", to: "db", port: "tcp/3306", reason: "MySQL" }],
    });
    expect(ruleTable(changed)).toEqual([
      "app egress tcp/3306 to db (MySQL)",
      BETWEEN_TIERS[1],
      "db ingress tcp/3306 from app (MySQL)",
      BETWEEN_TIERS[3],
    ]);
    const rules = (stack: SynthesizedStack) =>
      Object.keys(stack.resource?.["aws_vpc_security_group_egress_rule"] ?? {});
    expect(rules(changed).sort()).toEqual(rules(stackOf(BASE)).sort());
  });

  it("takes every kind of peer by its text", () => {
    const flow = (from: string, to: string) => ({ from, to, port: "tcp/443", reason: "x" });
    const stack = stackOf({
      ...BASE,
      flows: [
        flow("198.51.100.0/24", "frontend"),
        flow("2001:db8::/32", "frontend"),
        flow("any-ipv4", "app"),
        flow("any-ipv6", "app"),
        flow("sg-0123456789abcdef0", "db"),
        flow("db", "service:secretsmanager"),
        flow("db", "db"),
      ],
    });
    expect(ruleTable(stack).filter((line) => line.endsWith("(x)"))).toEqual([
      "app ingress tcp/443 from 0.0.0.0/0 (x)",
      "app ingress tcp/443 from ::/0 (x)",
      "db egress tcp/443 to db (x)",
      "db egress tcp/443 to endpoint-secretsmanager (x)",
      "db ingress tcp/443 from db (x)",
      "db ingress tcp/443 from sg-0123456789abcdef0 (x)",
      "endpoint-secretsmanager ingress tcp/443 from db (x)",
      "frontend ingress tcp/443 from 198.51.100.0/24 (x)",
      "frontend ingress tcp/443 from 2001:db8::/32 (x)",
    ]);
  });

  it.each([
    ["22", "tcp/22 for the port, ip/22 for the IP protocol"],
    ["80", "tcp/80 for the port, ip/80 for the IP protocol"],
    ["https", 'did you mean "tcp/443"?'],
    ["tcp:443", 'did you mean "tcp/443"?'],
  ])("refuses the port %j, which would be an IP protocol or nothing", (port, answer) => {
    const flows = [{ from: "203.0.113.0/24", to: "frontend", port, reason: "x" }];
    const place = "cdktf.json#/context/cordon";
    expect(() => stackOf({ ...BASE, flows })).toThrow(`CORDON_PORT_MALFORMED at ${place}/flows/0/port`);
    expect(() => stackOf({ ...BASE, flows })).toThrow(answer);
    const expectations = [{ from: "internet", to: "db", reach: false, port }];
    expect(() => stackOf({ ...BASE, expectations })).toThrow(
      `CORDON_PORT_MALFORMED at ${place}/expectations/0/port`,
    );
    expect(() => stackOf({ ...BASE, expectations })).toThrow(answer);
  });

  it("takes an IP protocol that says so, and leaves its address and its number to EC2 as they were", () => {
    const stack = stackOf({
      ...BASE,
      flows: [{ from: "203.0.113.0/24", to: "frontend", port: "ip/50", reason: "IPsec" }],
    });
    const [rule] = Object.entries(stack.resource?.["aws_vpc_security_group_ingress_rule"] ?? {}).filter(
      ([, { ip_protocol }]) => ip_protocol === "50",
    );
    expect(rule?.[0]).toMatch(/ingress-50-from-203_0_113_0-24/);
  });

  it("opens no IPv4 address in the second wall for a flow of IPv6", () => {
    const stack = stackOf({
      ...BASE,
      vpc: { ...BASE.vpc, nat: "single" } as NetworkConfig["vpc"],
      flows: [{ from: "db", to: "any-ipv6", port: "tcp/443", reason: "updates" }],
    });
    expect(outsideEntries(stack, "db")).toEqual([]);
    expect(
      resources(stack, "aws_route").filter(({ nat_gateway_id }) => nat_gateway_id !== undefined),
    ).toEqual([]);
  });

  it("gives NAT to a tier that goes to addresses outside, and to no other", () => {
    const stack = stackOf({
      ...BASE,
      vpc: { ...BASE.vpc, nat: "single" } as NetworkConfig["vpc"],
      flows: [{ from: "app", to: "198.51.100.0/24", port: "tcp/443", reason: "partner" }],
    });
    expect(
      resources(stack, "aws_route").filter(({ nat_gateway_id }) => nat_gateway_id !== undefined),
    ).toHaveLength(2);
    expect(outsideEntries(stack, "app")).toEqual(["ingress 6/1024 0.0.0.0/0", "egress 6/443 0.0.0.0/0"]);
    expect(outsideEntries(stack, "db")).toEqual([]);
  });

  it("lives in an existing VPC by its id, and makes no network of its own", () => {
    const stack = stackOf({
      ...BASE,
      vpc: { id: "vpc-0123456789abcdef0", routeTableIds: ["rtb-0123456789abcdef0"] },
      flows: [{ from: "app", to: "service:s3", port: "tcp/443", reason: "invoices" }],
    });
    expect(resources(stack, "aws_security_group").map(({ vpc_id }) => vpc_id)).toEqual([
      "vpc-0123456789abcdef0",
      "vpc-0123456789abcdef0",
      "vpc-0123456789abcdef0",
    ]);
    for (const type of ["aws_vpc", "aws_subnet", "aws_network_acl", "aws_flow_log"]) {
      expect(resources(stack, type)).toEqual([]);
    }
    expect(only(stack, "aws_vpc_endpoint")["route_table_ids"]).toEqual(["rtb-0123456789abcdef0"]);
  });

  it("merges where the configuration says so", () => {
    const client = (from: string) => ({ from, to: "frontend", port: "tcp/443", reason: "office users" });
    const flows = [client("203.0.113.0/25"), client("203.0.113.128/25")];
    expect(ruleTable(stackOf({ ...BASE, flows, aggregate: true }))).toContain(
      "frontend ingress tcp/443 from 203.0.113.0/24 (office users)",
    );
  });

  it("tags everything through the provider, and names the groups as outputs", () => {
    const stack = stackOf({ ...BASE, tags: { team: "payments" } });
    expect(stack.provider?.["aws"]).toEqual([
      { region: "eu-central-1", default_tags: [{ tags: { "cordon:stack": "network", team: "payments" } }] },
    ]);
    expect(Object.keys(stack.output ?? {}).sort()).toEqual([
      "app-security-group-id",
      "db-security-group-id",
      "frontend-security-group-id",
    ]);
  });
});
