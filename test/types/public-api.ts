import type { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import type { Construct } from "constructs";
import { expectTypeOf } from "vitest";
import {
  type AwsServicePeer,
  type CordonError,
  type CordonErrorCode,
  type DeployedFunction,
  type DetectionErrorCode,
  type EligibleOptions,
  type ExpiryProof,
  type FlowEntitlementOptions,
  type FlowOptions,
  JitAccess,
  type JitErrorCode,
  type NetworkErrorCode,
  Peer,
  type PolicyEngine,
  type PolicyEngineErrorCode,
  Port,
  type Problem,
  provesExpiry,
  type Quarantine,
  type Segment,
  Segmentation,
  SegmentedVpc,
  ThreeTier,
  TimeBoundPolicy,
  type VpcReference,
} from "../../constructs/index.js";
import type { CordonErrorCode as MiddlewareCode } from "../../middleware/index.js";

declare const scope: Construct;
declare const app: Segment;
declare const vpc: VpcReference;
declare const options: FlowOptions;
declare const role: IamRole;
declare const grant: FlowEntitlementOptions;

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

  const jit = new JitAccess(scope, "jit", { entitlements: "entitlements.json" });
  expectTypeOf(jit.functions.request).toEqualTypeOf<DeployedFunction>();
  expectTypeOf<JitErrorCode>().toExtend<CordonErrorCode>();
  expectTypeOf<"CORDON_ENTITLEMENT_INVALID">().toExtend<CordonErrorCode>();
  jit.eligible(role);
  expectTypeOf(jit.eligible).parameter(1).toEqualTypeOf<EligibleOptions | undefined>();
  jit.flow(app, app, Port.POSTGRES, grant);
  // @ts-expect-error what can be requested is a reviewed file
  new JitAccess(scope, "jit", {});
  // @ts-expect-error entitlements lie in the archive or in a bucket
  new JitAccess(scope, "jit", { entitlements: "entitlements.json", storage: "environment" });
  // @ts-expect-error a person is told apart by the source identity, by the session name, or not at all
  jit.eligible(role, { person: "aws:username" });
  // @ts-expect-error the kind of a flow is not an option
  jit.flow(app, app, Port.POSTGRES, { ...grant, kind: "role" });
  // @ts-expect-error who approves is always said
  jit.flow(app, app, Port.POSTGRES, { id: "db", maxMinutes: 60, eligible: ["group:oncall"] });

  const statements = [{ actions: ["s3:GetObject"], resources: ["*"] }];
  new TimeBoundPolicy(scope, "audit", { deadline: "2026-12-24T18:00:00Z", statements });
  // @ts-expect-error a duration would begin anew with each deployment
  new TimeBoundPolicy(scope, "audit", { minutes: 60, statements });
  // @ts-expect-error a deadline is a literal instant, which a reviewer can read
  new TimeBoundPolicy(scope, "audit", { deadline: new Date(), statements });
  expectTypeOf(provesExpiry({}, { deadline: 0 })).toEqualTypeOf<ExpiryProof>();
  // @ts-expect-error a proof needs a deadline
  provesExpiry({}, {});
}
