import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import type { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { describe, expect, it } from "vitest";
import * as api from "../../../constructs/index.js";
import { refusal, tree } from "../../harness/misuse.js";
import { jitIn } from "../access/jit-stack.js";
import { detectorIn } from "../detection/detector-stack.js";
import { authenticatorIn } from "../identity/identity-stack.js";
import { engineIn, PROPS } from "../policy/engine-stack.js";
import { newApp, newStack, stackIn, VPC } from "../synthesized.js";

const { AccessLog, Peer, PolicyEngine, Port, Segmentation, SegmentedVpc, ThreeTier, TimeBoundPolicy } = api;
const TIME_BOUND = {
  deadline: "2026-12-24T18:00:00Z",
  statements: [{ actions: ["s3:GetObject"], resources: ["*"] }],
  now: new Date("2026-12-01T00:00:00Z"),
};
const SHAPE = {
  region: "eu-central-1",
  cidr: "10.0.0.0/16",
  zones: ["eu-central-1a"],
  tiers: [{ name: "app" }],
};

/** Exported constructs that refuse nothing. */
const NEVER_THROW = ["EncryptedBucket", "EncryptionKey", "FlowLogBucket"];

type Misuse = readonly [construct: string, what: string, misuse: (stack: TerraformStack) => unknown];

/** A log in a tree of its own, so that the tree of the misuse holds what the misuse makes, and nothing else. */
function logOf(): api.AccessLog {
  return new AccessLog(stackIn(newApp(), "logs"), "log");
}

/** Early refusals, before anything is made, and late ones, when most of it stands already. */
const MISUSES: readonly Misuse[] = [
  ["AccessLog", "a name", (stack) => new AccessLog(stack, "log", { name: "Log" })],
  ["AccessLog", "a retention", (stack) => new AccessLog(stack, "log", { logRetentionDays: 31 })],
  ["AnomalyDetector", "a budget", (stack) => detectorIn(stack, { log: logOf(), budgetPerDay: 0 })],
  [
    "AnomalyDetector",
    "a concurrency, with a function",
    (stack) => detectorIn(stack, { log: logOf(), function: { reservedConcurrency: 0 } }),
  ],
  ["Authenticator", "a name", (stack) => authenticatorIn(stack, { name: "an authenticator" })],
  [
    "Authenticator",
    "a relying party",
    (stack) => authenticatorIn(stack, { relyingParty: { id: "com", name: "x" } }),
  ],
  ["Authenticator", "a file", (stack) => authenticatorIn(stack, { transmitters: "nowhere.json" })],
  [
    "Authenticator",
    "a concurrency, with a key and a table",
    (stack) => authenticatorIn(stack, { function: { reservedConcurrency: 0 } }),
  ],
  ["JitAccess", "a name", (stack) => jitIn(stack, { name: "A Broker" })],
  ["JitAccess", "entitlements", (stack) => jitIn(stack, { entitlements: "nowhere.json" })],
  ["JitAccess", "an account", (stack) => jitIn(stack, { accountId: "123456789012" })],
  [
    "JitAccess",
    "a concurrency, with a bucket",
    (stack) => jitIn(stack, { storage: "bucket", function: { reservedConcurrency: 0 } }),
  ],
  ["PolicyEngine", "a name", (stack) => engineIn(stack, { name: "an engine" })],
  ["PolicyEngine", "policies", (stack) => engineIn(stack, { policies: "nowhere.json" })],
  ["PolicyEngine", "a retention", (stack) => engineIn(stack, { logRetentionDays: 31 })],
  ["PolicyEngine", "a deadline of its function", (stack) => engineIn(stack, { deadlineMilliseconds: 1 })],
  [
    "PolicyEngine",
    "a concurrency, with a bucket",
    (stack) =>
      new PolicyEngine(stack, "engine", {
        ...PROPS,
        storage: "bucket",
        function: { reservedConcurrency: 0 },
      }),
  ],
  ["Segmentation", "a name", (stack) => new Segmentation(stack, "1 shop", { vpc: VPC })],
  [
    "Segmentation",
    "quotas",
    (stack) => new Segmentation(stack, "shop", { vpc: VPC, quotas: { groupsPerInterface: 99 } }),
  ],
  ["Segment", "a name", (stack) => new Segmentation(stack, "shop", { vpc: VPC }).segment("sg-app")],
  ["Quarantine", "a name", (stack) => new Segmentation(stack, "shop", { vpc: VPC }).quarantine("sg-none")],
  ["SegmentedVpc", "a block", (stack) => new SegmentedVpc(stack, "vpc", { ...SHAPE, cidr: "10.0.0.1/16" })],
  [
    "SegmentedVpc",
    "an endpoint tier",
    (stack) => new SegmentedVpc(stack, "vpc", { ...SHAPE, endpointTier: "db" }),
  ],
  [
    "TimeBoundPolicy",
    "a deadline",
    (stack) => new TimeBoundPolicy(stack, "audit", { ...TIME_BOUND, deadline: "PT8H" }),
  ],
  [
    "TimeBoundPolicy",
    "a path",
    (stack) => new TimeBoundPolicy(stack, "audit", { ...TIME_BOUND, path: "/jit/" }),
  ],
  [
    "ThreeTier",
    "a client",
    (stack) =>
      new ThreeTier(stack, "shop", {
        vpc: VPC,
        clients: [{ peer: Peer.cidr("203.0.113.0/24"), reason: "" }],
      }),
  ],
  [
    "ThreeTier",
    "an egress, after a service was reached",
    (stack) =>
      new ThreeTier(stack, "shop", {
        vpc: VPC,
        egress: [
          { from: "app", to: Peer.awsService("s3"), reason: "invoices" },
          { from: "app", to: Peer.cidr("203.0.113.0/24"), port: Port.HTTPS, reason: "" },
        ],
      }),
  ],
];

describe("an exported construct that throws leaves the tree as it was", () => {
  it.each(MISUSES)("%s: %s", (name, _, misuse) => {
    const stack = newStack();
    // What a segment or quarantine is refused in stands already.
    const holder =
      name === "Segment" || name === "Quarantine" ? ["network/shop", "network/shop/_synthesis-check"] : [];
    const before = tree(stack);
    refusal(() => misuse(stack));
    expect(tree(stack)).toEqual([...before, ...holder].sort());
  });

  it.each(MISUSES)("%s: %s, with what other constructs share in the stack", (name, _, misuse) => {
    const stack = newStack();
    new AccessLog(stack, "other");
    const before = tree(stack).length;
    refusal(() => misuse(stack));
    expect(tree(stack)).toHaveLength(before + (name === "Segment" || name === "Quarantine" ? 2 : 0));
  });

  it("whichever it is: each is in the table, or refuses nothing", () => {
    const exported = Object.entries(api)
      .filter(([, value]) => typeof value === "function" && value.prototype instanceof Construct)
      .map(([name]) => name);
    expect(exported.sort()).toEqual([...new Set(MISUSES.map(([name]) => name)), ...NEVER_THROW].sort());
  });

  it("and so what comes after it finds the account of the stack", () => {
    const stack = newStack();
    refusal(() => engineIn(stack, { deadlineMilliseconds: 1 }));
    engineIn(stack);
    expect(tree(stack)).toContain("network/cordon-account/identity");
  });
});

describe("protect leaves API and engine as they were where it throws", () => {
  const unsafe = { trustedOrigin: { secretHashes: ["a", "b", "c"].map((letter) => letter.repeat(64)) } };
  it.each([
    [
      "an HTTP API",
      (stack: TerraformStack) => new Apigatewayv2Api(stack, "api", { name: "a", protocolType: "HTTP" }),
    ],
    ["a REST API", (stack: TerraformStack) => new ApiGatewayRestApi(stack, "api", { name: "a" })],
  ])("%s", (_, make) => {
    const stack = newStack();
    const engine = engineIn(stack);
    const target = make(stack);
    const before = tree(stack);
    refusal(() => engine.protect(target, unsafe));
    expect(tree(stack)).toEqual(before);
    engine.protect(target);
    expect(tree(stack)).toContain("network/api/zero-trust/access-log/Resource");
  });
});
