import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import { type TerraformStack, TerraformVariable } from "cdktf";
import type { JitAccess } from "../../../constructs/access/jit-access.js";
import * as api from "../../../constructs/index.js";
import { jitIn } from "../access/jit-stack.js";
import { POLICY_FILE } from "../policy/engine-stack.js";
import { VPC, VPC_ID } from "../synthesized.js";
import {
  argsOf,
  BOUNDARY,
  type Entry,
  engineIn,
  keyIn,
  logIn,
  make,
  segmentIn,
  TAGS,
} from "./wrong-values-entry.js";

const ISSUER = {
  issuer: "https://login.example.com/",
  audience: ["api"],
  keySetUrl: "https://login.example.com/keys",
  algorithms: ["ES256"],
  tokenType: "any",
  requiredClaims: ["scope"],
  maximumAgeSeconds: 600,
  clockToleranceSeconds: 5,
  groupsClaim: "groups",
  deviceClaim: "device",
  sessionClaim: "sid",
  peerGroupClaim: "team",
  assuranceLevels: { high: 3 },
} satisfies Required<api.IssuerProps>;

const engineProps = (stack: TerraformStack) =>
  ({
    policies: POLICY_FILE,
    issuer: ISSUER,
    log: logIn(stack),
    storage: "bucket",
    routes: {
      "GET /orders/{id}": { action: "orders:Read", resource: "orders/{id}" } satisfies Required<api.ApiRoute>,
    },
    postureMaximumAgeSeconds: 600,
    deadlineMilliseconds: 1000,
    evaluations: {
      callers: ["arn:aws:iam::111122223333:role/gateway"],
    } satisfies Required<api.EvaluationEndpointProps>,
    denialSpike: 10,
    alarmActions: ["arn:aws:sns:eu-central-1:111122223333:alarms"],
    name: "shop",
    deletionProtection: true,
    subjectPolicies: true,
    access: accessIn(stack),
    logRetentionDays: 30,
    function: {
      memoryMegabytes: 512,
      permissionsBoundary: BOUNDARY,
      reservedConcurrency: 10,
      runtime: "nodejs22.x",
      vpc: { segment: segmentIn(stack), subnetIds: [...VPC.endpointSubnetIds] },
    } satisfies Required<NonNullable<api.PolicyEngineProps["function"]>>,
    tags: TAGS,
  }) satisfies Required<api.PolicyEngineProps>;

const protectOptions = (stack: TerraformStack) =>
  ({
    trustedOrigin: {
      header: "x-origin",
      secrets: [new TerraformVariable(stack, "secret", {}).stringValue],
      secretHashes: ["a".repeat(64)],
    } satisfies Required<api.TrustedOriginProps>,
    open: [{ route: "GET /health", reason: "health check" } satisfies Required<api.OpenRoute>],
    cache: {
      ttlSeconds: 60,
      identitySources: [
        "$request.header.Authorization",
        "$context.routeKey",
        "$context.path",
        "$context.identity.sourceIp",
        "$request.header.x-access-justification",
      ],
      reason: "load",
    } satisfies Required<api.AuthorizerCache>,
  }) satisfies Required<api.ProtectOptions>;

/** The access broker that the engine reads. */
function accessIn(stack: TerraformStack): JitAccess {
  return (stack.node.tryFindChild("jit") as JitAccess | undefined) ?? jitIn(stack);
}

/** The policy engine, the access log, and what they encrypt with and write to. */
export const POLICY_ENTRIES: Readonly<Record<string, Entry>> = {
  AccessLog: {
    args: (stack) => [
      stack,
      "log",
      {
        name: "shop",
        retentionDays: 30,
        logRetentionDays: 30,
        queryBytesCutoff: 10 ** 8,
        bufferSeconds: 60,
        permissionsBoundary: BOUNDARY,
        tags: TAGS,
      } satisfies Required<api.AccessLogProps>,
    ],
    call: make(api.AccessLog),
    taken: {
      construct: ["0"],
      text: ["1", "2.name", "2.tags.team"],
      undefined: [
        "2",
        "2.name",
        "2.retentionDays",
        "2.logRetentionDays",
        "2.queryBytesCutoff",
        "2.bufferSeconds",
        "2.permissionsBoundary",
        "2.tags",
        "2.tags.team",
      ],
      "{}": ["2", "2.tags"],
      number: ["2.retentionDays", "2.logRetentionDays"],
    },
  },
  EncryptedBucket: {
    args: (stack) => [
      stack,
      "bucket",
      {
        namePrefix: "shop-logs-",
        key: keyIn(stack),
        retentionDays: 30,
        recoveryDays: 7,
        lockedDays: 30,
        lockMode: "COMPLIANCE",
        statements: () => [],
        tags: TAGS,
      } satisfies Required<api.EncryptedBucketProps>,
    ],
    call: make(api.EncryptedBucket),
    taken: {
      construct: ["0"],
      text: ["1", "2.namePrefix", "2.tags.team"],
      number: ["2.retentionDays", "2.recoveryDays", "2.lockedDays"],
      undefined: ["2.recoveryDays", "2.lockedDays", "2.lockMode", "2.statements", "2.tags", "2.tags.team"],
      "{}": ["2.tags"],
    },
  },
  EncryptionKey: {
    args: (stack) => [
      stack,
      "key",
      {
        description: "a key",
        users: [
          {
            sid: "Logs",
            service: "logs.amazonaws.com",
            condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
          } satisfies Required<api.KeyUser>,
        ],
        tags: TAGS,
      } satisfies Required<api.EncryptionKeyProps>,
    ],
    call: make(api.EncryptionKey),
    taken: {
      construct: ["0"],
      text: [
        "1",
        "2.description",
        "2.users.0.sid",
        "2.users.0.condition.StringEquals.aws:SourceAccount",
        "2.tags.team",
      ],
      undefined: ["2.users", "2.tags", "2.tags.team"],
      "[]": ["2.users"],
      "{}": ["2.tags"],
    },
  },
  FlowLogBucket: {
    args: (stack) => [
      stack,
      "flow-logs",
      {
        vpcId: VPC_ID,
        namePrefix: "shop-logs-",
        retentionDays: 30,
        tags: TAGS,
      } satisfies Required<api.FlowLogBucketProps>,
    ],
    call: make(api.FlowLogBucket),
    taken: {
      construct: ["0"],
      text: ["1", "2.namePrefix", "2.tags.team"],
      undefined: ["2.retentionDays", "2.tags", "2.tags.team"],
      number: ["2.retentionDays"],
      "{}": ["2.tags"],
    },
  },
  PolicyEngine: {
    args: (stack) => [stack, "engine", engineProps(stack)],
    call: make(api.PolicyEngine),
    taken: {
      construct: ["0"],
      text: [
        "1",
        "2.issuer.audience.0",
        "2.issuer.tokenType",
        "2.issuer.requiredClaims.0",
        "2.issuer.groupsClaim",
        "2.issuer.deviceClaim",
        "2.issuer.sessionClaim",
        "2.issuer.peerGroupClaim",
        "2.routes.GET /orders/{id}.action",
        "2.routes.GET /orders/{id}.resource",
        "2.name",
        "2.tags.team",
      ],
      undefined: [
        "2.issuer.keySetUrl",
        "2.issuer.algorithms",
        "2.issuer.tokenType",
        "2.issuer.requiredClaims",
        "2.issuer.maximumAgeSeconds",
        "2.issuer.clockToleranceSeconds",
        "2.issuer.groupsClaim",
        "2.issuer.deviceClaim",
        "2.issuer.sessionClaim",
        "2.issuer.peerGroupClaim",
        "2.issuer.assuranceLevels",
        "2.log",
        "2.storage",
        "2.routes",
        "2.postureMaximumAgeSeconds",
        "2.deadlineMilliseconds",
        "2.evaluations",
        "2.denialSpike",
        "2.alarmActions",
        "2.name",
        "2.deletionProtection",
        "2.subjectPolicies",
        "2.access",
        "2.logRetentionDays",
        "2.function",
        "2.function.memoryMegabytes",
        "2.function.permissionsBoundary",
        "2.function.reservedConcurrency",
        "2.function.runtime",
        "2.function.vpc",
        "2.tags",
        "2.tags.team",
      ],
      "[]": ["2.issuer.requiredClaims", "2.alarmActions"],
      number: [
        "2.issuer.clockToleranceSeconds",
        "2.denialSpike",
        "2.logRetentionDays",
        "2.function.reservedConcurrency",
      ],
      misspelt: ["2.issuer.assuranceLevels"],
      "{}": ["2.routes", "2.function", "2.tags"],
    },
  },
  "PolicyEngine.protect": {
    args: (stack) => [
      new Apigatewayv2Api(stack, "api", { name: "orders", protocolType: "HTTP" }),
      protectOptions(stack),
    ],
    call: (stack, ...args) => engineIn(stack).protect(...argsOf<api.PolicyEngine["protect"]>(args)),
    taken: {
      undefined: [
        "1",
        "1.trustedOrigin",
        "1.trustedOrigin.header",
        "1.trustedOrigin.secrets",
        "1.trustedOrigin.secretHashes",
        "1.open",
        "1.cache",
      ],
      "{}": ["1"],
      text: [
        "1.trustedOrigin.header",
        "1.open.0.route",
        "1.open.0.reason",
        // What a cache is safe with depends on the routes, so its sources are judged at synthesis.
        "1.cache.identitySources.0",
        "1.cache.identitySources.1",
        "1.cache.identitySources.2",
        "1.cache.identitySources.3",
        "1.cache.identitySources.4",
        "1.cache.reason",
      ],
      "[]": ["1.trustedOrigin.secrets", "1.trustedOrigin.secretHashes", "1.open", "1.cache.identitySources"],
      number: ["1.cache.ttlSeconds"],
    },
  },
  logGroupsKeyUser: {
    args: (stack) => [stack, "/cordon/shop/*"],
    call: (_, ...args) => api.logGroupsKeyUser(...argsOf<typeof api.logGroupsKeyUser>(args)),
    taken: { construct: ["0"], text: ["1"] },
  },
};
