import type { TerraformStack } from "cdktf";
import * as api from "../../../constructs/index.js";
import { ENTITLEMENTS, jitIn, targetIn, trustWith } from "../access/jit-stack.js";
import { argsOf, BOUNDARY, type Entry, make, once, segmentIn, TAGS } from "./wrong-values-entry.js";

const NOW = new Date("2026-12-01T00:00:00Z");

const JIT_PROPS = {
  entitlements: ENTITLEMENTS,
  accountId: "111122223333",
  storage: "bucket",
  subjectTable: {
    tableName: "shop-subjects",
    tableArn: "arn:aws:dynamodb:eu-central-1:111122223333:table/shop-subjects",
    keyArn: "arn:aws:kms:eu-central-1:111122223333:key/0123",
  } satisfies Required<NonNullable<api.JitAccessProps["subjectTable"]>>,
  identityCenter: {
    identityStoreId: "d-1234567890",
    region: "eu-west-1",
    roleArn: "arn:aws:iam::123456789012:role/reads-groups",
  } satisfies Required<api.IdentityCenterProps>,
  mostActiveGrants: 50,
  alarmActions: ["arn:aws:sns:eu-central-1:111122223333:alarms"],
  name: "shop-jit",
  auditLockDays: 30,
  logRetentionDays: 30,
  deletionProtection: true,
  function: {
    memoryMegabytes: 512,
    permissionsBoundary: BOUNDARY,
    reservedConcurrency: 10,
    runtime: "nodejs22.x",
  } satisfies Required<NonNullable<api.JitAccessProps["function"]>>,
  now: NOW,
  tags: TAGS,
} satisfies Required<api.JitAccessProps>;

const FLOW_OPTIONS = {
  id: "app-to-db",
  description: "a look at the database",
  maxMinutes: 60,
  eligible: ["group:oncall"],
  approval: { required: 1, approvers: ["group:leads"] } satisfies Required<api.ApprovalRule>,
  reason: { required: true, ticket: "OPS-[0-9]+" } satisfies Required<api.ReasonRule>,
  pendingMinutes: 30,
  breakGlass: { eligible: ["group:oncall"], maxMinutes: 15 } satisfies Required<api.BreakGlassRule>,
  notify: ["arn:aws:sns:eu-central-1:111122223333:db-team"],
} satisfies Required<api.FlowEntitlementOptions>;

const STATEMENT = {
  effect: "allow",
  actions: ["s3:GetObject"],
  resources: ["arn:aws:s3:::audit/*"],
  conditions: {
    StringEquals: { "aws:PrincipalTag/team": "audit" },
    IpAddress: { "aws:SourceIp": ["192.0.2.0/24"] },
  },
} satisfies api.EntitlementStatement;

const POLICY_PROPS = {
  deadline: "2026-12-24T18:00:00Z",
  notBefore: "2026-12-10T00:00:00Z",
  statements: [STATEMENT, { effect: "deny", notActions: ["s3:*"], notResources: ["arn:aws:s3:::audit/*"] }],
  roles: ["auditors"],
  policyName: "audit",
  path: "/audits/",
  description: "yearly audit",
  now: NOW,
  tags: TAGS,
} satisfies Required<api.TimeBoundPolicyProps>;

const DOCUMENT = {
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "Allow1",
      Effect: "Allow",
      Action: ["s3:GetObject"],
      Resource: ["*"],
      Condition: { DateLessThan: { "aws:CurrentTime": "2026-12-24T18:00:00Z" } },
    },
  ],
} satisfies api.PolicyDocument;

function brokerIn(stack: TerraformStack): api.JitAccess {
  return once(stack, "jit", () => jitIn(stack, { storage: "bucket" }));
}

/** Just-in-time access. */
export const ACCESS_ENTRIES: Readonly<Record<string, Entry>> = {
  JitAccess: {
    args: (stack) => [stack, "jit", JIT_PROPS],
    call: make(api.JitAccess),
    taken: {
      construct: ["0"],
      text: ["1", "2.subjectTable.tableName", "2.name", "2.tags.team"],
      undefined: [
        "2.accountId",
        "2.storage",
        "2.subjectTable",
        "2.subjectTable.keyArn",
        "2.identityCenter",
        "2.identityCenter.region",
        "2.identityCenter.roleArn",
        "2.mostActiveGrants",
        "2.alarmActions",
        "2.name",
        "2.auditLockDays",
        "2.logRetentionDays",
        "2.deletionProtection",
        "2.function",
        "2.function.memoryMegabytes",
        "2.function.permissionsBoundary",
        "2.function.reservedConcurrency",
        "2.function.runtime",
        "2.now",
        "2.tags",
        "2.tags.team",
      ],
      "[]": ["2.alarmActions"],
      number: [
        "2.mostActiveGrants",
        "2.auditLockDays",
        "2.logRetentionDays",
        "2.function.reservedConcurrency",
      ],
      "{}": ["2.function", "2.tags"],
    },
  },
  "JitAccess.eligible": {
    args: (stack) => [
      once(stack, "orders", () =>
        targetIn(stack, trustWith({ StringEquals: { "sts:SourceIdentity": "$${aws:username}" } })),
      ),
      { person: "aws:SourceIdentity" } satisfies Required<api.EligibleOptions>,
    ],
    call: (stack, ...args) => brokerIn(stack).eligible(...argsOf<api.JitAccess["eligible"]>(args)),
    taken: { undefined: ["1", "1.person"], "{}": ["1"] },
  },
  "JitAccess.flow": {
    args: (stack) => [segmentIn(stack), segmentIn(stack, "db"), api.Port.POSTGRES, FLOW_OPTIONS],
    call: (stack, ...args) => brokerIn(stack).flow(...argsOf<api.JitAccess["flow"]>(args)),
    taken: {
      text: ["3.id", "3.description", "3.reason.ticket"],
      undefined: ["3.description", "3.reason", "3.pendingMinutes", "3.breakGlass", "3.notify"],
      "[]": ["3.notify"],
      number: ["3.pendingMinutes", "3.breakGlass.maxMinutes"],
    },
  },
  "JitAccess.trustPolicy": {
    args: () => [{ person: "aws:userid" } satisfies Required<api.EligibleOptions>],
    call: (stack, ...args) => brokerIn(stack).trustPolicy(...argsOf<api.JitAccess["trustPolicy"]>(args)),
    taken: { undefined: ["0", "0.person"], "{}": ["0"] },
  },
  TimeBoundPolicy: {
    args: (stack) => [stack, "audit", POLICY_PROPS],
    call: make(api.TimeBoundPolicy),
    taken: {
      construct: ["0"],
      text: [
        "1",
        "2.statements.0.conditions.StringEquals.aws:PrincipalTag/team",
        "2.statements.0.conditions.IpAddress.aws:SourceIp",
        "2.statements.0.conditions.IpAddress.aws:SourceIp.0",
        "2.roles.0",
        "2.policyName",
        "2.description",
        "2.tags.team",
      ],
      undefined: [
        "2.notBefore",
        "2.statements.0.effect",
        "2.statements.0.conditions",
        "2.roles",
        "2.policyName",
        "2.path",
        "2.description",
        "2.now",
        "2.tags",
        "2.tags.team",
      ],
      "[]": ["2.roles"],
      number: [
        "2.statements.0.conditions.StringEquals.aws:PrincipalTag/team",
        "2.statements.0.conditions.IpAddress.aws:SourceIp",
        "2.statements.0.conditions.IpAddress.aws:SourceIp.0",
      ],
      "{}": ["2.statements.0.conditions", "2.tags"],
    },
  },
  // The document is what is judged: whatever it is, the answer says so.
  provesExpiry: {
    args: () => [
      {
        activation: NOW.getTime(),
        deadline: Date.parse("2026-12-24T18:00:00Z"),
      } satisfies Required<api.ProvenWindow>,
    ],
    call: (_, window) => api.provesExpiry(DOCUMENT, window),
    taken: { undefined: ["0.activation"], number: ["0.activation", "0.deadline"] },
  },
};
