import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js";
import { App, Aspects, LocalBackend, TerraformStack } from "cdktf";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acknowledge, Guardrails, Peer, Port, Segmentation } from "../../../constructs/index.js";

const NOW = new Date("2026-11-22T00:00:00Z");

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), "cordon-expectations-"));
});
afterEach(() => rmSync(outdir, { recursive: true, force: true }));

function network() {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "network");
  new LocalBackend(stack, { path: "terraform.tfstate" });
  new AwsProvider(stack, "aws", { region: "eu-central-1" });
  const shop = new Segmentation(stack, "shop", { vpc: { vpcId: "vpc-0123456789abcdef0" } });
  const [frontend, middle, db] = [shop.segment("frontend"), shop.segment("app"), shop.segment("db")];
  frontend.allowFrom(Peer.cidr("203.0.113.0/24"), Port.HTTPS, { reason: "office users" });
  frontend.allowTo(middle, Port.HTTPS, { reason: "page requests" });
  middle.allowTo(db, Port.POSTGRES, { reason: "orders store" });
  return { app, stack, shop, frontend, middle, db };
}

const synthesized = () => readFileSync(join(outdir, "stacks/network/cdk.tf.json"), "utf8");

describe("expectations in code", () => {
  it("hold, and stand in the synthesized JSON for cordon check", () => {
    const { app, shop, frontend, middle, db } = network();
    shop.expectPath(middle, db, { port: Port.POSTGRES });
    shop.expectNoPath(frontend, db, { transitive: false });
    shop.expectNoPath("internet", db);
    shop.expectNoPath(Peer.cidr("198.51.100.0/24"), frontend);
    app.synth();
    expect(JSON.parse(synthesized())["//"].metadata.cordon.expectations).toEqual([
      {
        name: "app reaches db on tcp/5432",
        from: "network/shop/app",
        to: "network/shop/db",
        protocol: "tcp",
        port: 5432,
        reach: true,
        transitive: false,
      },
      {
        name: "frontend does not reach db",
        from: "network/shop/frontend",
        to: "network/shop/db",
        reach: false,
        transitive: false,
      },
      {
        name: "internet does not reach db",
        from: "internet",
        to: "network/shop/db",
        reach: false,
        transitive: true,
      },
      {
        name: "198.51.100.0/24 does not reach frontend",
        from: "198.51.100.0/24",
        to: "network/shop/frontend",
        reach: false,
        transitive: true,
      },
    ]);
  });

  it("fail the synthesis with the chain of rules, and leave no stack behind", () => {
    const { app, shop, frontend, db } = network();
    shop.expectNoPath(frontend, db);
    expect(() => app.synth()).toThrow(
      /CORDON_EXPECTATION_REFUTED at network\/shop: the expectation "frontend does not reach db" does not hold\. Got: .*frontend.* to .*app.* by .*egress-tcp-443.* and .*ingress-tcp-443.*, then .*app.* to .*db.* by .*egress-tcp-5432/,
    );
    expect(readdirSync(join(outdir, "stacks"))).toEqual([]);
  });

  it("fail the synthesis when a path is missing", () => {
    const { app, shop, frontend, db } = network();
    shop.expectPath(frontend, db, { port: Port.POSTGRES, name: "reports" });
    expect(() => app.synth()).toThrow(
      /CORDON_EXPECTATION_REFUTED at network\/shop: the expectation "reports" does not hold/,
    );
  });

  it("judge what was added beside the constructs", () => {
    const { app, stack, shop, db } = network();
    shop.expectNoPath(Peer.cidr("198.51.100.0/24"), db);
    new VpcSecurityGroupIngressRule(stack, "by-hand", {
      securityGroupId: db.securityGroupId,
      cidrIpv4: "198.51.100.0/25",
      ipProtocol: "tcp",
      fromPort: 5432,
      toPort: 5432,
      description: "added by hand",
    });
    expect(() => app.synth()).toThrow(/CORDON_EXPECTATION_(REFUTED|UNKNOWN).*by-hand/);
  });

  it("take one port, so that the witness is one packet", () => {
    const { shop, frontend, db } = network();
    expect(() => shop.expectNoPath(frontend, db, { port: Port.tcpRange(1, 1024) })).toThrow(
      "CORDON_EXPECTATION_TRAFFIC at network/shop: an expectation is about one port, so that its witness is one packet. Got: tcp/1-1024.",
    );
  });
});

describe("guardrails as an aspect", () => {
  const openedTo = (port: Port) => {
    const made = network();
    made.frontend.allowFrom(Peer.anyIpv4(), port, { reason: "public shop" });
    Aspects.of(made.stack).add(new Guardrails({ now: NOW, failOn: "high", allowUnknown: true }));
    return made;
  };

  it("pass a network without findings", () => {
    const { app, stack } = network();
    Aspects.of(stack).add(new Guardrails({ now: NOW, failOn: "high", allowUnknown: true }));
    app.synth();
    expect(synthesized()).toContain("aws_security_group");
  });

  it("fail the synthesis on a finding, with its fix", () => {
    const { app } = openedTo(Port.SSH);
    expect(() => app.synth()).toThrow(
      /CORDON_GUARDRAIL_BROKEN at network\/shop\/frontend.*CORDON-NET-\d{3} \((critical|high)\)/,
    );
    expect(readdirSync(join(outdir, "stacks"))).toEqual([]);
  });

  it("let acknowledged findings pass until they expire", () => {
    const findings = (expires: string): string => {
      const { app, frontend } = openedTo(Port.SSH);
      for (const rule of rulesBroken()) acknowledge(frontend, { rule, reason: "bastion", expires });
      try {
        app.synth();
        return "";
      } catch (error) {
        return String(error);
      }
    };
    expect(findings("2027-01-01T00:00:00Z")).toBe("");
    expect(findings("2026-11-01T00:00:00Z")).toMatch(/CORDON_GUARDRAIL_BROKEN/);
  });

  /** The rules that the network opened to SSH breaks. */
  function rulesBroken(): string[] {
    try {
      openedTo(Port.SSH).app.synth();
      return [];
    } catch (error) {
      return [...new Set(String(error).match(/CORDON-[A-Z0-9]+-\d{3}/g))];
    }
  }

  it("refuse an acknowledgement without a reason, an expiry or a known rule", () => {
    const { frontend } = network();
    const sound = { rule: "CORDON-NET-001", reason: "bastion", expires: "2027-01-01T00:00:00Z" };
    expect(() => acknowledge(frontend, { ...sound, reason: " " })).toThrow(/CORDON_ACKNOWLEDGEMENT_INVALID/);
    expect(() => acknowledge(frontend, { ...sound, expires: "2027-01-01" })).toThrow(
      /CORDON_ACKNOWLEDGEMENT_INVALID/,
    );
    expect(() => acknowledge(frontend, { ...sound, rule: "CORDON-NET-999" })).toThrow(
      /CORDON_ACKNOWLEDGEMENT_RULE_UNKNOWN/,
    );
  });
});
