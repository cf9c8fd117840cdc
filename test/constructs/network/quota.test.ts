import { TerraformElement, TerraformStack } from "cdktf";
import { describe, expect, it } from "vitest";
import { Peer, Port, type Segment, Segmentation } from "../../../constructs/index.js";
import { refusal } from "../../harness/misuse.js";
import { filesOf, newApp, newSegmentation, stackIn, synthesized, VPC } from "../synthesized.js";

/** So many rules that no two of them can be merged. */
function addRules(segment: Segment, count: number): void {
  for (let index = 0; index < count; index += 1) {
    segment.allowFrom(Peer.cidr(`10.${index * 2}.0.0/16`), Port.HTTPS, { reason: `client ${index}` });
  }
}

/** Two stacks, the second of which has a group with so many rules. */
function appWith(rules: number) {
  const app = newApp();
  const platform = stackIn(app, "platform");
  new Segmentation(platform, "operations", { vpc: VPC }).segment("logs");
  const shop = stackIn(app, "shop");
  const segmentation = new Segmentation(shop, "storefront", { vpc: VPC });
  addRules(segmentation.segment("web"), rules);
  return { app, platform, shop, segmentation };
}

const QUOTA = {
  code: "CORDON_QUOTA_RULES",
  where: "shop/storefront/web",
  summary: "the group web would have too many ingress rules",
  got: "61 for ipv4",
  allowed: "60 for each direction and address family",
};

describe("the quota of rules", () => {
  it("takes the 60th rule", () => {
    const { app } = appWith(60);
    app.synth();
    expect(filesOf(app)).toEqual(["manifest.json", "stacks/platform/cdk.tf.json", "stacks/shop/cdk.tf.json"]);
  });

  it("fails app.synth() at the 61st, with nothing of any stack written", () => {
    const { app } = appWith(61);
    expect(refusal(() => app.synth()).problems).toMatchObject([QUOTA]);
    expect(filesOf(app)).toEqual([]);
  });

  it("fails Testing.synth at the 61st too", () => {
    expect(refusal(() => synthesized(appWith(61).shop)).problems).toMatchObject([QUOTA]);
  });

  it("would be missed without the check: the guard is what fails, not the framework", () => {
    const { app, segmentation } = appWith(61);
    const [check] = segmentation.node.children.filter(
      (child) => child instanceof TerraformElement && child.node.id.includes("synthesis-check"),
    );
    expect(segmentation.node.tryRemoveChild(check?.node.id ?? "")).toBe(true);
    app.synth();
    expect(filesOf(app)).toContain("stacks/shop/cdk.tf.json");
  });

  it("counts every group, direction and family, and names all that are too many", () => {
    const shop = newSegmentation();
    const [app, db] = [shop.segment("app"), shop.segment("db")];
    addRules(app, 61);
    for (let index = 0; index < 62; index += 1) {
      db.allowTo(Peer.cidr(`2001:db8:${(index * 2).toString(16)}::/48`), Port.HTTPS, { reason: "mirror" });
    }
    const { problems } = refusal(() => synthesized(TerraformStack.of(shop)));
    expect(problems.map(({ where, got }) => `${where} ${got}`)).toEqual([
      "network/shop/app 61 for ipv4",
      "network/shop/db 62 for ipv6",
    ]);
  });

  it("counts IPv4 and IPv6 apart", () => {
    const shop = newSegmentation();
    const app = shop.segment("app");
    addRules(app, 60);
    for (let index = 0; index < 60; index += 1) {
      app.allowFrom(Peer.cidr(`2001:db8:${(index * 2).toString(16)}::/48`), Port.HTTPS, { reason: "client" });
    }
    expect(() => synthesized(TerraformStack.of(shop))).not.toThrow();
  });

  it("counts a prefix list as its maximum, and says which one weighs what", () => {
    const shop = newSegmentation();
    const app = shop.segment("app");
    addRules(app, 31);
    app.allowFrom(Peer.prefixList("pl-0123456789abcdef0", { maxEntries: 30, name: "offices" }), Port.HTTPS, {
      reason: "office users",
    });
    expect(refusal(() => synthesized(TerraformStack.of(shop))).problems[0]?.got).toBe(
      "61 for ipv4 (offices weighs 30)",
    );
  });

  it("says what could be merged, and what that would leave", () => {
    const shop = newSegmentation();
    const app = shop.segment("app");
    for (let port = 8000; port < 8061; port += 1) {
      app.allowFrom(Peer.cidr("198.51.100.0/24"), Port.tcp(port), { reason: "service" });
    }
    expect(refusal(() => synthesized(TerraformStack.of(shop))).problems[0]?.fix).toMatch(
      /^aggregate: true leaves 1 rule; for example ingress tcp\/8000 from .* and 59 more become ingress tcp\/8000-8060 from 198\.51\.100\.0\/24$/,
    );
  });

  it("is the account's own where AWS raised it, and then holds for interfaces too", () => {
    const shop = newSegmentation({ quotas: { rulesPerDirection: 100, groupsPerInterface: 2 } });
    addRules(shop.segment("app"), 100);
    expect(() => synthesized(TerraformStack.of(shop))).not.toThrow();
    const others = ["b", "c"].map((name) => shop.segment(name));
    expect(refusal(() => shop.securityGroupIdsOf(...shop.segments)).code).toBe("CORDON_QUOTA_GROUPS");
    expect(shop.securityGroupIdsOf(...others)).toHaveLength(2);
  });

  it("holds for a segment that was made without its segmentation's method", () => {
    const shop = newSegmentation();
    const direct = new (shop.segment("app").constructor as typeof Segment)(shop, "direct");
    addRules(direct, 61);
    expect(refusal(() => synthesized(TerraformStack.of(shop))).code).toBe("CORDON_QUOTA_RULES");
  });
});
