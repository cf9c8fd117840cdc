import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group/index.js";
import { Subnet } from "@cdktf/provider-aws/lib/subnet/index.js";
import { Vpc } from "@cdktf/provider-aws/lib/vpc/index.js";
import type { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { describe, expect, it } from "vitest";
import {
  AccessLog,
  EncryptionKey,
  logGroupsKeyUser,
  Peer,
  Segmentation,
  type SegmentationProps,
  SegmentedVpc,
  type SegmentedVpcProps,
} from "../../../constructs/index.js";
import type { IssuerProps, PolicyEngineProps } from "../../../constructs/policy/policy-engine-props.js";
import { problemOf, refusal, tree } from "../../harness/misuse.js";
import { engineIn, PROPS } from "../policy/engine-stack.js";
import { newApp, newStack, VPC, VPC_ID } from "../synthesized.js";

const TOKEN = "${aws_iam_role.gateway.arn}";
/** What is written by somebody without a type checker, or by one who silenced it. */
const untyped = <T>(value: unknown): T => value as T;

describe("a segmentation takes a VPC, and nothing that only looks like one", () => {
  const refusedVpc = (vpc: (stack: TerraformStack) => unknown) => {
    const stack = newStack();
    const given = vpc(stack);
    const before = tree(stack);
    const problem = problemOf(() => new Segmentation(stack, "shop", { vpc: untyped(given) }));
    expect(tree(stack)).toEqual(before);
    expect(problem).toMatchObject({ code: "CORDON_SETTING_REFUSED", where: "network/shop" });
    return Object.values(problem).join(" | ");
  };
  it.each<[string, (stack: TerraformStack) => unknown, RegExp]>([
    [
      "a resource",
      (stack) => new Vpc(stack, "vpc", {}),
      /the construct "network\/vpc".*\{ vpcId: vpc\.id \}/,
    ],
    [
      "a subnet, which has an attribute vpcId",
      (stack) => new Subnet(stack, "subnet", { vpcId: VPC_ID }),
      /network\/subnet/,
    ],
    ["an id alone", () => VPC_ID, /"vpc-0123456789abcdef0".*\{ vpcId: its id \}/],
    [
      "the id of a subnet",
      () => ({ vpcId: "subnet-0123456789abcdef0" }),
      /vpc\.vpcId.*"subnet-.*vpc- and 8 or 17/,
    ],
    ["an empty id", () => ({ vpcId: "" }), /vpc\.vpcId/],
    ["nothing", () => undefined, /needs vpc/],
    ["null", () => null, /vpc \| null/],
    [
      "a region that misses one",
      () => ({ vpcId: VPC_ID, region: "eu-cental-1" }),
      /did you mean "eu-central-1"\?/,
    ],
    ["a zone as region", () => ({ vpcId: VPC_ID, region: "eu-central-1a" }), /did you mean "eu-central-1"\?/],
    ["route tables by name", () => ({ ...VPC, routeTableIds: ["main"] }), /routeTableIds\[0\]/],
    ["a misspelt option", () => ({ ...VPC, subnetIds: [] }), /has no vpc\.subnetIds/],
  ])("%s", (_, vpc, message) => expect(refusedVpc(vpc)).toMatch(message));

  it("{ id } in place of { vpcId }", () => {
    const message = refusal(
      () => new Segmentation(newStack(), "shop", { vpc: untyped({ id: VPC_ID }) }),
    ).message;
    expect(message).toMatch(/has no vpc\.id\..*\n.*needs vpc\.vpcId\..*set vpc\.vpcId/);
  });

  it.each<[string, (stack: TerraformStack) => SegmentationProps["vpc"]]>([
    ["an id of 8 digits", () => ({ vpcId: "vpc-01234567" })],
    ["a token", (stack) => ({ vpcId: new Vpc(stack, "vpc", {}).id, region: TOKEN })],
    [
      "undefined for a default",
      () => untyped({ vpcId: VPC_ID, region: undefined, routeTableIds: undefined }),
    ],
    [
      "a construct of the user's own",
      (stack) => untyped(Object.assign(new Construct(stack, "own"), { vpcId: VPC_ID })),
    ],
  ])("takes %s", (_, vpc) => {
    const stack = newStack();
    expect(new Segmentation(stack, "shop", { vpc: vpc(stack) }).segment("app").segmentName).toBe("app");
  });

  it("undefined quotas are those of a new account", () => {
    const quotas = untyped<object>({ rulesPerDirection: undefined });
    expect(new Segmentation(newStack(), "shop", { vpc: VPC, quotas }).quotas.rulesPerDirection).toBe(60);
  });
});

describe("the zones of a VPC are those of its region", () => {
  const shape = { region: "us-west-2", cidr: "10.0.0.0/16", zones: ["us-west-2a"], tiers: [{ name: "app" }] };
  const made = (more: Partial<SegmentedVpcProps>) =>
    new SegmentedVpc(newStack(), "vpc", { ...shape, ...more });
  it.each([["us-west-1a"], ["us-west-2"], ["us-west-22a"], ["a"], ["US-WEST-2A"]])("refuses %s", (zone) => {
    expect(refusal(() => made({ zones: ["us-west-2a", zone] })).message).toMatch(
      /CORDON_SETTING_REFUSED at network\/vpc: the VPC cannot have this zones\[1\]\..*a zone of us-west-2, such as us-west-2a/,
    );
  });
  it.each(["us-west-2d", "us-west-2-lax-1a"])("takes %s", (zone) => {
    expect(made({ zones: [zone] }).region).toBe("us-west-2");
  });
  it.each([["us-west2"], ["us-wset-2"], ["US-WEST-2"], ["us-west-9"], [""]])(
    "refuses the region %j",
    (region) => {
      expect(refusal(() => made({ region })).message).toMatch(/cannot have this region\. Got: /);
    },
  );
});

it.each([
  ["secretmanager", "secretsmanager"],
  ["secrets-manager", "secretsmanager"],
  ["log", "logs"],
  ["ecr", "ecr.api"],
  ["dynamdb", "dynamodb"],
  ["cloudwatch", "monitoring"],
])("the service %s is a slip of the pen for %s", (service, meant) => {
  expect(problemOf(() => Peer.awsService(service))).toMatchObject({
    code: "CORDON_SERVICE_UNKNOWN",
    fix: `did you mean "${meant}"?`,
  });
});

it.each(["s3", "sts", "kms-fips", "ecr.dkr", "a-service-of-next-year"])(
  "the service %s is taken",
  (service) => {
    expect(Peer.awsService(service)).toEqual({ kind: "aws-service", service });
  },
);

describe("a policy engine refuses", () => {
  const issuer = (more: Partial<IssuerProps>) => ({ issuer: { ...PROPS.issuer, ...more } });
  it.each<[string, Partial<PolicyEngineProps>, RegExp]>([
    [
      "callers that are everybody",
      { evaluations: { callers: ["*"] } },
      /evaluations\.callers\[0\].*"\*".*role or user/,
    ],
    [
      "callers that are a service",
      { evaluations: { callers: ["apigateway.amazonaws.com"] } },
      /callers\[0\]/,
    ],
    [
      "callers that are an account",
      { evaluations: { callers: ["arn:aws:iam::111122223333:root"] } },
      /callers\[0\]/,
    ],
    [
      "callers that are a session",
      { evaluations: { callers: ["arn:aws:sts::111122223333:assumed-role/a/b"] } },
      /callers\[0\]/,
    ],
    [
      "callers that are any role",
      { evaluations: { callers: ["arn:aws:iam::111122223333:role/*"] } },
      /callers\[0\]/,
    ],
    ["no callers", { evaluations: { callers: [] } }, /evaluations\.callers.*Got: \[\].*1 or more/],
    [
      "a retention of nothing",
      { logRetentionDays: 0 },
      /logRetentionDays\. Got: 0\. Allowed: one of 1, 3, 5/,
    ],
    ["a retention that CloudWatch does not have", { logRetentionDays: 37 }, /logRetentionDays\. Got: 37/],
    ["a spike that never comes", { denialSpike: NaN }, /denialSpike\. Got: NaN/],
    ["a spike of nothing", { denialSpike: 0 }, /denialSpike\. Got: 0/],
    [
      "an audience that would be two",
      issuer({ audience: ["api,admin"] }),
      /audience\[0\]\. Got: "api,admin".*comma/,
    ],
    ["an audience that would be another", issuer({ audience: [" api"] }), /audience\[0\]/],
    ["a required claim that would be two", issuer({ requiredClaims: ["a,b"] }), /requiredClaims\[0\]/],
    ["an acr claim that would be two", issuer({ assuranceLevels: { "a,b": 1 } }), /assuranceLevels.*"a,b"/],
    [
      "levels that would be the usual ones",
      issuer({ assuranceLevels: {} }),
      /assuranceLevels.*1 key or more/,
    ],
    [
      "an audience as a text",
      issuer(untyped({ audience: "api" })),
      /issuer\.audience\. Got: "api"\. Allowed: a list/,
    ],
    ["an issuer as a text", untyped({ issuer: "https://login.example.com/" }), /issuer\. Got: "https/],
    [
      "a memory that Lambda does not have",
      { function: { memoryMegabytes: 64 } },
      /function\.memoryMegabytes\. Got: 64.*128 to 10240/,
    ],
    [
      "an option of the function that it does not hand on",
      { function: untyped({ entry: "/tmp/evil.ts" }) },
      /has no function\.entry/,
    ],
    ["an address in place of a topic", { alarmActions: ["ops@example.com"] }, /alarmActions\[0\].*an ARN/],
    ["a storage in another case", { storage: untyped("Bucket") }, /storage.*did you mean "bucket"\?/],
    ["a text for a flag", { deletionProtection: untyped("false") }, /deletionProtection.*true or false/],
    ["a log that is a log group", { log: untyped({ logGroup: {} }) }, /log\..*an AccessLog/],
    ["a misspelt option", untyped({ denialSpikes: 10 }), /did you mean "denialSpike"\?/],
    ["a route without a value", { routes: untyped({ "GET /": undefined }) }, /needs routes\["GET \/"\]/],
  ])("%s", (_, props, message) => {
    const stack = newStack();
    const before = tree(stack);
    const error = refusal(() => engineIn(stack, props));
    expect(error.code).toBe("CORDON_POLICY_ENGINE_SETTING_REFUSED");
    expect(error.message).toMatch(message);
    expect(error.problems.every(({ where }) => where === "network/engine")).toBe(true);
    expect(tree(stack)).toEqual(before);
  });

  it("takes what Terraform alone knows, and undefined for a default", () => {
    const engine = engineIn(newStack(), {
      evaluations: { callers: [TOKEN, "arn:aws-us-gov:iam::111122223333:role/path/gateway"] },
      denialSpike: untyped(undefined),
      alarmActions: [TOKEN],
      issuer: { ...PROPS.issuer, requiredClaims: [], clockToleranceSeconds: untyped(undefined) },
      function: untyped({ memoryMegabytes: undefined }),
      tags: { team: TOKEN },
    });
    expect(engine.evaluations).toBeDefined();
  });

  it.each<[string, unknown, RegExp]>([
    ["nothing", undefined, /needs api/],
    ["a text", "api", /api\. Got: "api"/],
    ["another construct", "other", /api\. Got: the construct "network\/other"/],
  ])("to protect %s", (what, api, message) => {
    const stack = newStack();
    const engine = engineIn(stack);
    const given = what === "another construct" ? new SecurityGroup(stack, "other", {}) : api;
    const before = tree(stack);
    expect(refusal(() => engine.protect(untyped(given))).message).toMatch(message);
    expect(tree(stack)).toEqual(before);
  });

  it.each<[string, object, RegExp]>([
    [
      "a header with a space",
      { trustedOrigin: { header: "x origin", secretHashes: ["a".repeat(64)] } },
      /a header name/,
    ],
    [
      "one open route outside a list",
      { open: { route: "GET /health", reason: "health" } },
      /open\. .*a list/,
    ],
    ["a misspelt option", { opne: [] }, /did you mean "open"\?/],
  ])("to protect with %s", (_, options, message) => {
    const stack = newStack();
    const engine = engineIn(stack);
    const api = new Apigatewayv2Api(stack, "api", { name: "a", protocolType: "HTTP" });
    const error = refusal(() => engine.protect(api, options));
    expect(error.code).toBe("CORDON_POLICY_ENGINE_SETTING_REFUSED");
    expect(error.message).toMatch(message);
  });

  it("repeats no hash that may be the secret itself", () => {
    const stack = newStack();
    const engine = engineIn(stack);
    const api = new Apigatewayv2Api(stack, "api", { name: "a", protocolType: "HTTP" });
    const trustedOrigin = { secretHashes: ["hunter2"] };
    expect(refusal(() => engine.protect(api, { trustedOrigin })).message).not.toContain("hunter2");
  });
});

describe("what a construct is made in", () => {
  it.each<[string, () => unknown]>([
    ["nothing", () => undefined],
    ["a text", () => "stack"],
    ["an app, which is not a stack", () => newApp()],
  ])("is not %s", (_, scope) => {
    expect(problemOf(() => new AccessLog(untyped(scope()), "log"))).toMatchObject({
      code: "CORDON_ACCESS_LOG_SETTING_REFUSED",
      summary: expect.stringContaining("scope"),
    });
  });

  it("has no other construct of the id", () => {
    const stack = newStack();
    new AccessLog(stack, "log");
    expect(problemOf(() => new AccessLog(stack, "log"))).toMatchObject({
      got: 'the construct "network/log"',
    });
  });
});

it("a key without a condition on its user is for everybody who can reach the service", () => {
  const stack = newStack();
  const user = { sid: "Logs", service: "logs.amazonaws.com" };
  for (const condition of [{}, { StringEquals: {} }, { StringEquals: { "aws:SourceAccount": undefined } }]) {
    const users = [{ ...user, condition: untyped<Record<string, Record<string, string>>>(condition) }];
    expect(refusal(() => new EncryptionKey(stack, "key", { description: "a key", users })).message).toMatch(
      /users\[0\]\.condition/,
    );
  }
  expect(refusal(() => logGroupsKeyUser(stack)).message).toMatch(/names\. Got: \[\]/);
});
