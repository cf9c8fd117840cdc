import { App, TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { TierNetworkAcl } from "../../../constructs/network/tier-network-acl.js";
import { valueOrThrow } from "../../../core/errors.js";
import type { AclTier } from "../../../core/network/acl-plan.js";
import { parseCidr } from "../../../core/network/cidr.js";
import { portOf } from "../../core/network/rules.js";

const cidr = (text: string) => valueOrThrow(parseCidr(text));
const tier = (name: string, block: string, reaches: AclTier["reaches"] = []): AclTier => ({
  name,
  block: cidr(block),
  reaches,
  clients: [],
  outside: [],
});

/** The egress entry of a tier that reaches another one on the port. */
function egressEntry(port: string): unknown {
  const app = tier("app", "10.0.0.0/18", [{ tier: "db", port: portOf(port) }]);
  const tiers = [app, tier("db", "10.0.64.0/18")];
  const stack = new TerraformStack(new App(), "stack");
  new TierNetworkAcl(stack, "acl", {
    vpcId: "vpc-0123456789abcdef0",
    vpcCidr: cidr("10.0.0.0/16"),
    tier: app,
    tiers,
    subnetIds: [],
    tags: {},
  });
  const { resource } = JSON.parse(Testing.synth(stack)) as {
    resource: { aws_network_acl: Record<string, { egress: unknown[] }> };
  };
  return Object.values(resource.aws_network_acl)[0]?.egress[0];
}

describe("an entry of a network ACL in Terraform", () => {
  it.each([
    ["tcp/5432", { protocol: "6", from_port: 5432, to_port: 5432 }],
    ["udp/8000-8080", { protocol: "17", from_port: 8000, to_port: 8080 }],
    ["esp", { protocol: "50", from_port: 0, to_port: 0 }],
    ["all", { protocol: "-1", from_port: 0, to_port: 0 }],
    // The provider takes type and code from attributes of their own; without them it means type 0, code 0.
    ["icmp", { protocol: "1", from_port: 0, to_port: 0, icmp_type: -1, icmp_code: -1 }],
    ["icmp/8", { protocol: "1", from_port: 0, to_port: 0, icmp_type: 8, icmp_code: -1 }],
    ["icmp/3/4", { protocol: "1", from_port: 0, to_port: 0, icmp_type: 3, icmp_code: 4 }],
  ])("%s", (port, attributes) => {
    const entry = egressEntry(port);
    expect(entry).toMatchObject({ rule_no: 100, action: "allow", cidr_block: "10.0.64.0/18", ...attributes });
    const type = "icmp_type" in attributes ? attributes.icmp_type : null;
    expect((entry as { icmp_type?: unknown }).icmp_type ?? null).toBe(type);
  });
});
