import { describe, expect, it } from "vitest";
import { Peer, Port } from "../../../constructs/index.js";
import { ruleTable } from "../rule-table.js";
import { newSegmentation, resources, synthesizedAround } from "../synthesized.js";

const GROUP = "sg-0123456789abcdef0";
const FLOW = { reason: "orders store" };

describe("an imported segment", () => {
  it("has the group that exists, and no other", () => {
    const shop = newSegmentation();
    const legacy = shop.importSegment("legacy", { securityGroupId: GROUP });
    expect(legacy.securityGroupId).toBe(GROUP);
    expect(resources(synthesizedAround(shop), "aws_security_group")).toEqual([]);
  });

  it("takes rules like any other where it is mutable, which is the default", () => {
    for (const options of [{}, { mutable: true }]) {
      const shop = newSegmentation();
      const legacy = shop.importSegment("legacy", { securityGroupId: GROUP, ...options });
      shop.segment("app").allowTo(legacy, Port.POSTGRES, FLOW);
      legacy.allowTo(Peer.cidr("192.0.2.0/24"), Port.HTTPS, { reason: "partner" });
      expect(ruleTable(synthesizedAround(shop))).toEqual(
        [
          `app egress tcp/5432 to ${GROUP} (orders store)`,
          `${GROUP} egress tcp/443 to 192.0.2.0/24 (partner)`,
          `${GROUP} ingress tcp/5432 from app (orders store)`,
        ].sort(),
      );
    }
  });

  it("is left alone where it is not mutable: the other end's rule only", () => {
    const shop = newSegmentation();
    const legacy = shop.importSegment("legacy", { securityGroupId: GROUP, mutable: false });
    const app = shop.segment("app");
    app.allowTo(legacy, Port.POSTGRES, FLOW);
    legacy.allowTo(app, Port.HTTPS, { reason: "callbacks" });
    expect(ruleTable(synthesizedAround(shop))).toEqual([
      `app egress tcp/5432 to ${GROUP} (orders store)`,
      `app ingress tcp/443 from ${GROUP} (callbacks)`,
    ]);
  });

  it("takes no flow that would make no rule at all", () => {
    const shop = newSegmentation();
    const legacy = shop.importSegment("legacy", { securityGroupId: GROUP, mutable: false });
    const refusal =
      "CORDON_FLOW_IMMUTABLE at network/shop/legacy: no end of the flow may take a rule, so declaring it would change nothing. Got: legacy (mutable: false)";
    expect(() => legacy.allowTo(Peer.cidr("192.0.2.0/24"), Port.HTTPS, { reason: "partner" })).toThrow(
      refusal,
    );
    expect(() => legacy.allowInternally(Port.HTTPS, { reason: "cluster" })).toThrow(refusal);
  });

  it("may have an id that only Terraform knows", () => {
    const shop = newSegmentation();
    const token = `\${data.aws_security_group.legacy.id}`;
    const legacy = shop.importSegment("legacy", { securityGroupId: token });
    shop.segment("app").allowTo(legacy, Port.POSTGRES, FLOW);
    expect(ruleTable(synthesizedAround(shop))).toEqual(
      [
        `${token} ingress tcp/5432 from app (orders store)`,
        `app egress tcp/5432 to ${token} (orders store)`,
      ].sort(),
    );
  });
});
