import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group/index.js";
import { Vpc } from "@cdktf/provider-aws/lib/vpc/index.js";
import type { App, TerraformStack } from "cdktf";
import { describe, expect, it } from "vitest";
import { Peer, Port, type Segment, Segmentation } from "../../../constructs/index.js";
import { placedRules, ruleTable } from "../rule-table.js";
import { newApp, type SynthesizedStack, stackIn, VPC, writtenStacks } from "../synthesized.js";

/** Two stacks, "platform" made before "shop", with one segmentation each. */
function twoStacks(): {
  app: App;
  platform: TerraformStack;
  shop: TerraformStack;
  logs: Segment;
  web: Segment;
} {
  const app = newApp();
  const platform = stackIn(app, "platform");
  const shop = stackIn(app, "shop");
  const logs = new Segmentation(platform, "operations", { vpc: VPC }).segment("logs");
  const web = new Segmentation(shop, "storefront", { vpc: VPC }).segment("web");
  return { app, platform, shop, logs, web };
}

/** The stacks that hold rules, and the rules of all stacks together. */
function placed(stacks: Readonly<Record<string, SynthesizedStack>>): { in: string[]; rules: string[] } {
  const all = Object.values(stacks);
  return {
    in: Object.entries(stacks).flatMap(([name, stack]) => (placedRules(stack, all).length > 0 ? [name] : [])),
    rules: ruleTable(...all),
  };
}

const RULES = ["logs ingress tcp/6514 from web (access log)", "web egress tcp/6514 to logs (access log)"];
const FLOW = { reason: "access log" };

describe("a flow between two stacks", () => {
  it.each(["source", "target"] as const)(
    "puts both rules into the later stack when the %s declares it",
    (end) => {
      const { app, logs, web } = twoStacks();
      if (end === "source") web.allowTo(logs, Port.SYSLOG_TLS, FLOW);
      else logs.allowFrom(web, Port.SYSLOG_TLS, FLOW);
      expect(placed(writtenStacks(app))).toEqual({ in: ["shop"], rules: RULES });
    },
  );

  it.each(["shop", "platform"] as const)(
    "puts both rules into %s, which depends on the other already",
    (name) => {
      const { app, logs, web, ...stacks } = twoStacks();
      stacks[name].addDependency(name === "shop" ? stacks.platform : stacks.shop);
      web.allowTo(logs, Port.SYSLOG_TLS, FLOW);
      expect(placed(writtenStacks(app))).toEqual({ in: [name], rules: RULES });
    },
  );

  it("follows dependencies over a third stack", () => {
    const { app, logs, web, platform, shop } = twoStacks();
    const between = stackIn(app, "between");
    platform.addDependency(between);
    between.addDependency(shop);
    web.allowTo(logs, Port.SYSLOG_TLS, FLOW);
    expect(placed(writtenStacks(app)).in).toEqual(["platform"]);
  });

  it("remembers what earlier flows made depend on what", () => {
    const app = newApp();
    const stacks = ["first", "second", "third"].map((name) => stackIn(app, name));
    const [first, second, third] = stacks.map((stack, index) =>
      new Segmentation(stack, `part-${index}`, { vpc: VPC }).segment("app"),
    ) as [Segment, Segment, Segment];
    stacks[0]?.addDependency(stacks[2] as TerraformStack);
    first.allowTo(second, Port.HTTPS, FLOW);
    second.allowTo(third, Port.HTTPS, FLOW);
    expect(placed(writtenStacks(app)).in).toEqual(["second"]);
  });

  it("needs no circle for conversations in both directions, in whatever order and from whatever end", () => {
    const declarations = [
      ({ logs, web }: ReturnType<typeof twoStacks>) => web.allowTo(logs, Port.SYSLOG_TLS, FLOW),
      ({ logs, web }: ReturnType<typeof twoStacks>) =>
        logs.allowTo(web, Port.HTTPS, { reason: "health check" }),
    ];
    const written = [declarations, declarations.toReversed()].map((order) => {
      const stacks = twoStacks();
      for (const declare of order) declare(stacks);
      return writtenStacks(stacks.app);
    });
    expect(placed(written[0] ?? {})).toEqual({
      in: ["shop"],
      rules: [
        "logs egress tcp/443 to web (health check)",
        ...RULES.slice(0, 1),
        ...RULES.slice(1),
        "web ingress tcp/443 from logs (health check)",
      ].sort(),
    });
    expect(JSON.stringify(written[1])).toBe(JSON.stringify(written[0]));
  });

  it("needs no circle where the later stack lives in the earlier one's VPC", () => {
    const app = newApp();
    const platform = stackIn(app, "platform");
    const vpcId = new Vpc(platform, "vpc", { cidrBlock: "10.0.0.0/16" }).id;
    const logs = new Segmentation(platform, "operations", { vpc: { vpcId } }).segment("logs");
    const shop = stackIn(app, "shop");
    const web = new Segmentation(shop, "storefront", { vpc: { vpcId } }).segment("web");
    logs.allowFrom(web, Port.SYSLOG_TLS, FLOW);
    expect(placed(writtenStacks(app))).toEqual({ in: ["shop"], rules: RULES });
  });

  it("refers to a group of another stack as a foreign one too, with a name", () => {
    const { app, platform, web } = twoStacks();
    const vpn = new SecurityGroup(platform, "vpn", { vpcId: VPC.vpcId });
    web.allowFrom(Peer.securityGroup(vpn.id, { name: "vpn" }), Port.HTTPS, { reason: "office users" });
    const stacks = writtenStacks(app);
    expect(placed(stacks).rules).toEqual([
      expect.stringMatching(/^web ingress tcp\/443 from \$\{aws_security_group\.vpn\.id\} \(office users\)$/),
    ]);
    expect(JSON.stringify(Object.keys(stacks["shop"]?.resource ?? {}))).not.toContain("TfToken");
  });

  it("refuses the same flow from the other stack", () => {
    const { logs, web } = twoStacks();
    web.allowTo(logs, Port.SYSLOG_TLS, FLOW);
    expect(() => logs.allowFrom(web, Port.SYSLOG_TLS, FLOW)).toThrow(/CORDON_FLOW_DUPLICATE/);
  });

  it("adds the rule of the mutable end alone where the other one is imported", () => {
    const app = newApp();
    const platform = stackIn(app, "platform");
    const shop = stackIn(app, "shop");
    const logs = new Segmentation(platform, "operations", { vpc: VPC }).importSegment("logs", {
      securityGroupId: "sg-0123456789abcdef0",
      mutable: false,
    });
    const web = new Segmentation(shop, "storefront", { vpc: VPC }).segment("web");
    web.allowTo(logs, Port.SYSLOG_TLS, FLOW);
    expect(placed(writtenStacks(app))).toEqual({
      in: ["shop"],
      rules: ["web egress tcp/6514 to sg-0123456789abcdef0 (access log)"],
    });
  });
});
