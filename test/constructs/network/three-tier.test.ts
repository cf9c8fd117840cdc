import { describe, expect, it } from "vitest";
import { Peer, Port, ThreeTier, type ThreeTierProps } from "../../../constructs/index.js";
import { expectRefused } from "../../harness/misuse.js";
import { ruleTable } from "../rule-table.js";
import { addresses, newStack, type SynthesizedStack, synthesized, VPC } from "../synthesized.js";

function threeTier(props: Partial<ThreeTierProps> = {}): { tiers: ThreeTier; stack: SynthesizedStack } {
  const stack = newStack();
  const tiers = new ThreeTier(stack, "shop", { vpc: VPC, ...props });
  return { tiers, stack: synthesized(stack) };
}

const BETWEEN_TIERS = [
  "app egress tcp/5432 to db (queries of the app to the database)",
  "app ingress tcp/443 from frontend (requests of the frontend to the app)",
  "db ingress tcp/5432 from app (queries of the app to the database)",
  "frontend egress tcp/443 to app (requests of the frontend to the app)",
];

describe("ThreeTier", () => {
  it("is frontend to app, app to db, and nothing else", () => {
    expect(ruleTable(threeTier().stack)).toEqual(BETWEEN_TIERS);
  });

  it("lets clients in and tiers out where they are named", () => {
    const { stack } = threeTier({
      clients: [{ peer: Peer.cidr("203.0.113.0/24"), reason: "office users" }],
      egress: [{ from: "app", to: Peer.anyIpv4(), port: Port.SMTP_SUBMISSION, reason: "receipts" }],
    });
    expect(ruleTable(stack)).toEqual(
      [
        ...BETWEEN_TIERS,
        "frontend ingress tcp/443 from 203.0.113.0/24 (office users)",
        "app egress tcp/587 to 0.0.0.0/0 (receipts)",
      ].sort(),
    );
  });

  it("changes the ports between its tiers in place", () => {
    const changed = threeTier({ appPort: Port.tcp(8443), dbPort: Port.MYSQL }).stack;
    expect(addresses(changed)).toEqual(addresses(threeTier().stack));
    expect(ruleTable(changed)).toEqual(
      BETWEEN_TIERS.map((line) => line.replace("tcp/443", "tcp/8443").replace("tcp/5432", "tcp/3306")),
    );
  });

  it("is a segmentation, so it takes more segments and flows", () => {
    const { tiers } = threeTier();
    tiers.segment("cache").allowFrom(tiers.tier("app"), Port.REDIS, { reason: "sessions" });
    expect(tiers.segments.map(({ segmentName }) => segmentName)).toEqual(["frontend", "app", "db", "cache"]);
  });

  it.each(["web", "segment", "constructor"])("has no tier %s", (name) => {
    const { tiers } = threeTier();
    expectRefused(tiers, () => tiers.tier(name as "app"), {
      code: "CORDON_TIER_UNKNOWN",
      where: "network/shop",
      message: /frontend, app, db/,
    });
  });
});
