import { resolve } from "node:path";
import { ApiGatewayMethod } from "@cdktf/provider-aws/lib/api-gateway-method/index.js";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import type { App, TerraformStack } from "cdktf";
import { NodejsFunction } from "../../../constructs/function/nodejs-function.js";
import { AccessLog, EncryptionKey, Port, Segmentation, SegmentedVpc } from "../../../constructs/index.js";
import { valueOrThrow } from "../../../core/errors.js";
import { ThreeTierApp } from "../../../examples/three-tier-app/three-tier-app.js";
import { parseAccessConfig } from "../../../stacks/access-config.js";
import { AccessStack } from "../../../stacks/access-stack.js";
import { parseApiConfig } from "../../../stacks/api-config.js";
import { ApiStack } from "../../../stacks/api-stack.js";
import { parseNetworkConfig } from "../../../stacks/network-config.js";
import { NetworkStack } from "../../../stacks/network-stack.js";
import { defaultContext } from "../../stacks/main-process.js";
import { jitIn } from "../access/jit-stack.js";
import { detectorIn } from "../detection/detector-stack.js";
import { SAMPLE } from "../function/sample-contract.js";
import { authenticatorIn, WEB_ACL } from "../identity/identity-stack.js";
import { deployed as deployedRest, engineIn, httpApiIn } from "../policy/engine-stack.js";
import { synthesizeApp } from "../stack-resources.js";
import { stackIn, VPC } from "../synthesized.js";
import { ACCOUNT, DeployedStack, REGION } from "./deployed-stack.js";

/** The reference stacks, the example, and one with all that constructs can make, as they would stand in an account. */
export function allStacks(): Readonly<Record<string, DeployedStack>> {
  const context = defaultContext() as unknown as Record<string, unknown>;
  const network = valueOrThrow(parseNetworkConfig(context["cordon"]));
  const api = valueOrThrow(parseApiConfig(context["cordon-api"]));
  const access = valueOrThrow(parseAccessConfig(context["cordon-access"]));
  const example = {
    region: REGION,
    zones: ["eu-central-1a", "eu-central-1b"],
    image: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/shop:1`,
    certificateArn: `arn:aws:acm:${REGION}:${ACCOUNT}:certificate/00000000-0000-0000-0000-000000000000`,
  };
  return {
    network: deployed((app) => new NetworkStack(app, "network", network)),
    api: deployed((app) => new ApiStack(app, "api", api)),
    identity: deployed(plainIdentity),
    access: deployed((app) => new AccessStack(app, "access", access)),
    "three-tier-app": deployed((app) => new ThreeTierApp(app, "three-tier-app", example)),
    everything: deployed(everything),
    "every-access": deployed(everyAccess),
    "every-identity": deployed(everyIdentity),
  };
}

function deployed(make: (app: App) => TerraformStack): DeployedStack {
  return new DeployedStack(synthesizeApp(make));
}

/** An authenticator beside its engine, in one stack: between two, what one has of the other is not told here. */
function plainIdentity(app: App): TerraformStack {
  const stack = stackIn(app, "identity");
  const { issuer } = authenticatorIn(stack, { name: "shop" });
  engineIn(stack, { issuer }).protect(httpApiIn(stack));
  return stack;
}

/** An authenticator with everything that is optional: a zone, a web ACL, another name for its pages, the log of the engine. */
function everyIdentity(app: App): TerraformStack {
  const stack = stackIn(app, "every-identity");
  const log = new AccessLog(stack, "log", { name: "shop" });
  const { issuer } = authenticatorIn(stack, {
    name: "shop",
    log,
    hostedZoneId: "Z0123456789ABCDEFGHIJ",
    webAclArn: WEB_ACL,
    origins: ["https://shop.example.com"],
    audiences: ["https://api.example.com"],
  });
  engineIn(stack, { issuer, log }).protect(httpApiIn(stack));
  return stack;
}

/** A broker with everything that is optional: its entitlements in a bucket, a flow, findings, an identity store. */
function everyAccess(app: App): TerraformStack {
  const stack = stackIn(app, "every-access");
  const engine = engineIn(stack, { name: "orders" });
  engine.protect(httpApiIn(stack));
  const shop = new Segmentation(stack, "segments", { vpc: VPC });
  const jit = jitIn(stack, {
    storage: "bucket",
    identityCenter: { identityStoreId: "d-1234567890" },
    subjectTable: {
      tableName: engine.tables.subjects.name,
      tableArn: engine.tables.subjects.arn,
      keyArn: engine.key.keyArn,
    },
  });
  jit.flow(shop.segment("app"), shop.segment("db"), Port.POSTGRES, {
    id: "app-to-db",
    maxMinutes: 60,
    eligible: ["group:oncall"],
    approval: { required: 1, approvers: ["group:leads"] },
  });
  return stack;
}

/** Two engines with one log, both kinds of API, a bucket of policies, AuthZEN, dead letters, a function in a VPC, a topic. */
function everything(app: App): TerraformStack {
  const stack = stackIn(app, "everything");
  const topicKey = new EncryptionKey(stack, "topic-key", {
    description: "Encrypts what alarms say",
    users: [
      {
        sid: "Alarms",
        service: "cloudwatch.amazonaws.com",
        condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
      },
    ],
  });
  const topic = new SnsTopic(stack, "topic", { kmsMasterKeyId: topicKey.keyArn });
  const log = new AccessLog(stack, "log", { name: "shop" });
  const engine = engineIn(stack, {
    name: "orders",
    log,
    storage: "bucket",
    evaluations: { callers: [`arn:aws:iam::${ACCOUNT}:role/orders`] },
    alarmActions: [topic.arn],
  });
  engine.protect(httpApiIn(stack));
  detectorIn(stack, { log, engine, securityHub: true, alarmActions: [topic.arn] });
  const rest = new ApiGatewayRestApi(stack, "rest", { name: "rest" });
  new ApiGatewayMethod(stack, "root", {
    restApiId: rest.id,
    resourceId: rest.rootResourceId,
    httpMethod: "GET",
    authorization: "NONE",
  });
  deployedRest(rest);
  engine.protect(rest);
  const vpc = new SegmentedVpc(stack, "vpc", {
    region: REGION,
    cidr: "10.0.0.0/16",
    zones: ["eu-central-1a", "eu-central-1b"],
    tiers: [{ name: "app" }],
  });
  const segment = new Segmentation(stack, "segments", { vpc }).segment("app");
  const sample = {
    contract: { ...SAMPLE, invocation: "asynchronous" },
    entry: resolve("test/constructs/function/fixture/handler.ts"),
    environment: { table: "devices" },
    resources: { table: [`arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/devices`] },
  } as const;
  // With a key and a log group of its own, and with those of the access log.
  new NodejsFunction(stack, "own", { ...sample, vpc: { segment, subnetIds: vpc.subnetIds("app") } });
  new NodejsFunction(stack, "shared", { ...sample, key: log.key, logGroup: log.logGroup });
  return stack;
}
