import { describe, expect, it } from "vitest";
import { Peer, Port, Quarantine, type Segment } from "../../../constructs/index.js";
import { expectRefused } from "../../harness/misuse.js";
import { ruleTable } from "../rule-table.js";
import { newSegmentation, only, synthesizedAround } from "../synthesized.js";

const FLOW = { reason: "forensics" };

describe("the quarantine", () => {
  it("is a segment whose group has no rule at all", () => {
    const shop = newSegmentation();
    const quarantine = shop.quarantine();
    expect(quarantine).toBeInstanceOf(Quarantine);
    const stack = synthesizedAround(shop);
    expect(only(stack, "aws_security_group")).toMatchObject({ name_prefix: "shop-quarantine-" });
    expect(ruleTable(stack)).toEqual([]);
  });

  it("may have another name, and there may be several", () => {
    const shop = newSegmentation();
    expect([shop.quarantine("cut-off").segmentName, shop.quarantine().segmentName]).toEqual([
      "cut-off",
      "quarantine",
    ]);
  });

  it.each<[string, string, (quarantine: Quarantine, app: Segment) => void]>([
    ["a flow out of it", "quarantine", (quarantine, app) => quarantine.allowTo(app, Port.HTTPS, FLOW)],
    ["a flow into it", "app", (quarantine, app) => app.allowTo(quarantine, Port.SSH, FLOW)],
    [
      "a flow into it, from its end",
      "quarantine",
      (quarantine, app) => quarantine.allowFrom(app, Port.SSH, FLOW),
    ],
    [
      "a flow out of it, from the other end",
      "app",
      (quarantine, app) => app.allowFrom(quarantine, Port.SSH, FLOW),
    ],
    ["a flow inside it", "quarantine", (quarantine) => quarantine.allowInternally(Port.HTTPS, FLOW)],
    [
      "a client",
      "quarantine",
      (quarantine) => quarantine.allowFrom(Peer.cidr("192.0.2.0/24"), Port.SSH, FLOW),
    ],
    [
      "an AWS service",
      "quarantine",
      (quarantine) => quarantine.allowTo(Peer.awsService("s3"), Port.HTTPS, FLOW),
    ],
  ])("refuses %s", (_name, declaredOn, declare) => {
    const shop = newSegmentation();
    const [quarantine, app] = [shop.quarantine(), shop.segment("app")];
    expectRefused(shop, () => declare(quarantine, app), {
      code: "CORDON_FLOW_QUARANTINED",
      where: `network/shop/${declaredOn}`,
      message: /"quarantine"/,
    });
    expect(ruleTable(synthesizedAround(shop))).toEqual([]);
  });
});
