import { describe, expect, it } from "vitest";
import { Peer, Port, type Segment, Segmentation } from "../../../constructs/index.js";
import { ruleTable } from "../rule-table.js";
import {
  addresses,
  newApp,
  newSegmentation,
  stackIn,
  synthesizedAround,
  VPC,
  writtenStacks,
} from "../synthesized.js";

const block = (text: string) => Peer.cidr(text);

function aggregated(declare: (app: Segment, db: Segment) => void): string[] {
  const shop = newSegmentation({ aggregate: true });
  declare(shop.segment("app"), shop.segment("db"));
  return ruleTable(synthesizedAround(shop));
}

describe("aggregate: true", () => {
  it("merges adjacent blocks with the same port, and says both reasons", () => {
    expect(
      aggregated((app) => {
        app.allowFrom(block("198.51.100.0/25"), Port.HTTPS, { reason: "north" });
        app.allowFrom(block("198.51.100.128/25"), Port.HTTPS, { reason: "south" });
      }),
    ).toEqual(["app ingress tcp/443 from 198.51.100.0/24 (north; south)"]);
  });

  it("merges nothing that would add an address or a port", () => {
    expect(
      aggregated((app) => {
        app.allowFrom(block("198.51.100.0/25"), Port.HTTPS, { reason: "a" });
        app.allowFrom(block("198.51.101.0/25"), Port.HTTPS, { reason: "b" });
        app.allowFrom(block("192.0.2.0/24"), Port.tcp(8000), { reason: "c" });
        app.allowFrom(block("192.0.2.0/24"), Port.tcp(8002), { reason: "d" });
        app.allowFrom(block("192.0.2.0/24"), Port.udp(8001), { reason: "e" });
      }),
    ).toHaveLength(5);
  });

  it("merges ports of the same peer, at both ends of a flow", () => {
    expect(
      aggregated((app, db) => {
        app.allowTo(db, Port.tcp(5432), { reason: "writer" });
        app.allowTo(db, Port.tcp(5433), { reason: "reader" });
      }),
    ).toEqual([
      "app egress tcp/5432-5433 to db (reader; writer)",
      "db ingress tcp/5432-5433 from app (reader; writer)",
    ]);
  });

  it("removes what a later flow merges, whatever the order", () => {
    const quarters = ["198.51.100.0/26", "198.51.100.64/26", "198.51.100.128/26", "198.51.100.192/26"];
    for (const order of [
      quarters,
      quarters.toReversed(),
      [2, 0, 3, 1].map((index) => quarters[index] as string),
    ]) {
      const shop = newSegmentation({ aggregate: true });
      const app = shop.segment("app");
      for (const text of order) app.allowFrom(block(text), Port.HTTPS, { reason: "offices" });
      const stack = synthesizedAround(shop);
      expect(ruleTable(stack)).toEqual(["app ingress tcp/443 from 198.51.100.0/24 (offices)"]);
      expect(addresses(stack)).toHaveLength(2);
    }
  });

  it("takes a flow inside another one, which adds nothing", () => {
    expect(
      aggregated((app) => {
        app.allowFrom(block("198.51.100.0/24"), Port.HTTPS, { reason: "offices" });
        app.allowFrom(block("198.51.100.7/32"), Port.HTTPS, { reason: "one office" });
      }),
    ).toEqual(["app ingress tcp/443 from 198.51.100.0/24 (offices; one office)"]);
  });

  it("keeps flows with an id apart, and writes no second rule that says the same", () => {
    expect(
      aggregated((app) => {
        app.allowFrom(block("198.51.100.0/24"), Port.HTTPS, { reason: "offices", id: "offices" });
        app.allowFrom(block("198.51.100.0/25"), Port.HTTPS, { reason: "north" });
        app.allowFrom(block("198.51.100.128/25"), Port.HTTPS, { reason: "south" });
      }),
    ).toEqual(["app ingress tcp/443 from 198.51.100.0/24 (offices)"]);
  });

  it("keeps the internet apart, said as it is", () => {
    expect(
      aggregated((app) => {
        app.allowTo(Peer.anyIpv4(), Port.HTTPS, { reason: "updates" });
        app.allowTo(block("198.51.100.0/24"), Port.tcp(444), { reason: "partner" });
      }),
    ).toEqual([
      "app egress tcp/443 to 0.0.0.0/0 (updates)",
      "app egress tcp/444 to 198.51.100.0/24 (partner)",
    ]);
  });

  it("merges rules between stacks where they are placed", () => {
    const app = newApp();
    const [platform, shop] = [stackIn(app, "platform"), stackIn(app, "shop")];
    const logs = new Segmentation(platform, "operations", { vpc: VPC, aggregate: true }).segment("logs");
    const web = new Segmentation(shop, "storefront", { vpc: VPC, aggregate: true }).segment("web");
    web.allowTo(logs, Port.tcp(6514), { reason: "access log" });
    logs.allowFrom(web, Port.tcp(6515), { reason: "audit log" });
    const stacks = writtenStacks(app);
    expect(ruleTable(...Object.values(stacks))).toEqual([
      "logs ingress tcp/6514-6515 from web (access log; audit log)",
      "web egress tcp/6514-6515 to logs (access log; audit log)",
    ]);
    expect(addresses(stacks["platform"] ?? {})).toHaveLength(1);
    expect(addresses(stacks["shop"] ?? {})).toHaveLength(3);
  });

  it("brings seventy neighbours under the quota", () => {
    const shop = newSegmentation({ aggregate: true });
    const app = shop.segment("app");
    for (let port = 8000; port < 8070; port += 1) {
      app.allowFrom(block("198.51.100.0/24"), Port.tcp(port), { reason: "service" });
    }
    expect(ruleTable(synthesizedAround(shop))).toEqual([
      "app ingress tcp/8000-8069 from 198.51.100.0/24 (service)",
    ]);
  });
});
