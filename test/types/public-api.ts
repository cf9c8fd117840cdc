import type { Construct } from "constructs";
import { expectTypeOf } from "vitest";
import {
  type AwsServicePeer,
  type CordonError,
  type CordonErrorCode,
  type DeployedFunction,
  type DetectionErrorCode,
  type FlowOptions,
  type NetworkErrorCode,
  Peer,
  type PolicyEngine,
  type PolicyEngineErrorCode,
  Port,
  type Problem,
  type Quarantine,
  type Segment,
  Segmentation,
  SegmentedVpc,
  ThreeTier,
  type VpcReference,
} from "../../constructs/index.js";
import type { CordonErrorCode as MiddlewareCode } from "../../middleware/index.js";

declare const scope: Construct;
declare const app: Segment;
declare const vpc: VpcReference;
declare const options: FlowOptions;

/** Compiled by `npx tsc -p .` and never run: every line that must not compile says so. */
export function publicApi(): void {
  const shop = new Segmentation(scope, "shop", { vpc });
  expectTypeOf(shop.segment("app")).toEqualTypeOf<Segment>();
  expectTypeOf(shop.quarantine()).toEqualTypeOf<Quarantine>();
  expectTypeOf<Segment["securityGroupId"]>().toEqualTypeOf<string>();
  expectTypeOf(Peer.awsService("s3")).toEqualTypeOf<AwsServicePeer>();
  expectTypeOf<CordonError["problems"]>().toEqualTypeOf<readonly Problem[]>();
  expectTypeOf<"CORDON_FLOW_SELF">().toExtend<NetworkErrorCode>();
  expectTypeOf<NetworkErrorCode | DetectionErrorCode | PolicyEngineErrorCode>().toExtend<CordonErrorCode>();
  expectTypeOf<"CORDON_FUNCTION_CODE_MISSING" | "CORDON_POLICY_EMPTY">().toExtend<CordonErrorCode>();
  expectTypeOf<"CORDON_MIDDLEWARE_OPTION_INVALID" | "CORDON_POLICY_EMPTY">().toExtend<MiddlewareCode>();
  // @ts-expect-error a misspelt code is not a code
  const misspelt: CordonErrorCode = "CORDON_FLOW_SELFISH";
  // @ts-expect-error a code is one of many, not any text
  expectTypeOf<string>().toExtend<CordonErrorCode>();
  expectTypeOf(misspelt).toExtend<string>();
  expectTypeOf<PolicyEngine["function"]>().toEqualTypeOf<DeployedFunction>();

  app.allowTo(Peer.awsService("s3"), Port.HTTPS, { reason: "invoices" });
  app.allowTo(app, Port.HTTPS, { reason: "invoices", id: "invoices" });
  // @ts-expect-error a flow has a reason
  app.allowTo(app, Port.HTTPS, {});
  // @ts-expect-error a flow has a reason
  app.allowTo(app, Port.HTTPS);
  // @ts-expect-error a port is a value of Port, so that its protocol is said
  app.allowTo(app, 443, { reason: "page requests" });
  // @ts-expect-error a block is Peer.cidr(...)
  app.allowTo("10.0.0.0/8", Port.HTTPS, { reason: "page requests" });
  // @ts-expect-error a misspelt option is not an option
  app.allowTo(app, Port.HTTPS, { reason: "page requests", name: "requests" });
  // @ts-expect-error a port is made by its factories, which check it
  new Port("tcp", 443, 443);
  // @ts-expect-error a prefix list weighs its maximum
  Peer.prefixList("pl-0123456789abcdef0", {});
  // @ts-expect-error what a flow says does not change
  options.reason = "other";

  const tiers = new ThreeTier(scope, "shop", {
    vpc,
    clients: [{ peer: Peer.cidr("203.0.113.0/24"), reason: "office users" }],
    egress: [{ from: "app", to: Peer.awsService("s3"), reason: "invoices" }],
  });
  expectTypeOf(tiers).toExtend<Segmentation>();
  expectTypeOf(tiers.tier).parameter(0).toEqualTypeOf<"frontend" | "app" | "db">();
  // @ts-expect-error an AWS service opens no conversations
  new ThreeTier(scope, "shop", { vpc, clients: [{ peer: Peer.awsService("s3"), reason: "events" }] });
  // @ts-expect-error a client has a reason
  new ThreeTier(scope, "shop", { vpc, clients: [{ peer: Peer.cidr("203.0.113.0/24") }] });
  // @ts-expect-error an egress starts at a tier
  new ThreeTier(scope, "shop", { vpc, egress: [{ from: "cache", to: app, reason: "sessions" }] });
  // @ts-expect-error a segmentation lives in a VPC
  new Segmentation(scope, "shop", {});

  const shape = {
    region: "eu-central-1",
    cidr: "10.0.0.0/16",
    zones: ["eu-central-1a"],
    tiers: [{ name: "app" }],
  };
  expectTypeOf(new SegmentedVpc(scope, "vpc", shape)).toExtend<VpcReference>();
  // @ts-expect-error NAT is none, single or per-zone
  new SegmentedVpc(scope, "vpc", { ...shape, nat: "double" });
  // @ts-expect-error undefined is not a way to leave something out
  new SegmentedVpc(scope, "vpc", { ...shape, nat: undefined });
}
