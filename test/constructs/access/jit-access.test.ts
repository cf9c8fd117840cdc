import { describe, expect, it } from "vitest";
import type { JitAccessProps } from "../../../constructs/access/jit-access-props.js";
import { ACCESS_BROKER, ACCESS_METRICS } from "../../../core/contracts/access-broker.js";
import { parseEnvironment } from "../../../core/contracts/environment.js";
import { expectRefused } from "../../harness/misuse.js";
import { statements, synthesizeStack, the } from "../stack-resources.js";
import { type Attributes, newStack, resources, type SynthesizedStack } from "../synthesized.js";
import { allowedActions, changedEntitlements, jitIn } from "./jit-stack.js";

const deploy = (props: Partial<JitAccessProps> = {}): SynthesizedStack =>
  synthesizeStack((stack) => jitIn(stack, props));
const STACK = deploy();

/** The statements of a function's own policy: what its contract gives it. */
const contractOf = (key: string, stack = STACK): Record<string, Attributes> =>
  statements(the(stack, "aws_iam_role_policy", new RegExp(`broker_${key}_role_policy`))["policy"]);
const neverOf = (key: string): Record<string, Attributes> =>
  statements(the(STACK, "aws_iam_role_policy", new RegExp(`broker_${key}-never`))["policy"]);

const FUNCTIONS = Object.keys(ACCESS_BROKER) as (keyof typeof ACCESS_BROKER)[];
const JIT = /^arn:[^:]+:iam::111122223333:policy\/jit\/\*$/;
const TARGETS = [
  "arn:aws:iam::111122223333:role/jit-targets/home",
  "arn:aws:iam::111122223333:role/jit-targets/orders",
];

describe("what the roles of JitAccess may do", () => {
  it("attaches to targets alone, only policies of grants, and only below the boundary", () => {
    const { AttachPolicies } = contractOf("provision");
    expect(AttachPolicies).toMatchObject({ Action: ["iam:AttachRolePolicy"], Resource: TARGETS });
    expect(AttachPolicies?.["Condition"]).toEqual({
      ArnLike: { "iam:PolicyARN": expect.stringMatching(JIT) },
      StringEquals: { "iam:PermissionsBoundary": expect.stringContaining("aws_iam_policy.jit_boundary") },
    });
  });

  it("detaches and deletes by the path alone, so that a role that lost its boundary is cleaned", () => {
    const { DetachPolicies, DeletePolicies } = contractOf("sweep");
    expect(DetachPolicies?.["Condition"]).toEqual({
      ArnLike: { "iam:PolicyARN": expect.stringMatching(JIT) },
    });
    expect(DeletePolicies?.["Resource"]).toEqual([expect.stringMatching(JIT)]);
  });

  it("creates policies under the path alone", () => {
    expect(contractOf("provision")["CreatePolicies"]?.["Resource"]).toEqual([expect.stringMatching(JIT)]);
  });

  it.each(FUNCTIONS)("gives %s what its contract says, and its logs", (key) => {
    const contract = ACCESS_BROKER[key];
    const contracted = Object.values(contract.permissions).flatMap(
      ({ actions }) => actions as readonly string[],
    );
    const own = [
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "sqs:SendMessage",
      "kms:Decrypt",
      "kms:GenerateDataKey",
    ];
    for (const action of allowedActions(contractOf(key))) expect([...contracted, ...own]).toContain(action);
  });

  it.each(FUNCTIONS)("lets %s change IAM only where its part is", (key) => {
    const changing = allowedActions(contractOf(key)).filter((action) => /^iam:(?!Get|List)/.test(action));
    expect(changing).toEqual(
      {
        request: [],
        approve: [],
        report: [],
        provision: ["iam:AttachRolePolicy", "iam:CreatePolicy", "iam:PassRole", "iam:TagPolicy"],
        sweep: [
          "iam:DeletePolicy",
          "iam:DeletePolicyVersion",
          "iam:DetachGroupPolicy",
          "iam:DetachRolePolicy",
          "iam:DetachUserPolicy",
          "iam:PassRole",
        ],
      }[key],
    );
  });

  it.each(FUNCTIONS)("denies %s for good what the broker must never do", (key) => {
    const { Never, PassNoOtherRole } = neverOf(key);
    expect(Never).toMatchObject({ Effect: "Deny", Resource: "*" });
    for (const action of [
      "iam:PutRolePolicy",
      "iam:CreateRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:PutRolePermissionsBoundary",
      "iam:DeleteRolePermissionsBoundary",
      "iam:CreatePolicyVersion",
      "iam:SetDefaultPolicyVersion",
    ]) {
      expect(Never?.["Action"]).toContain(action);
    }
    const denied = Never?.["Action"] as string[] | undefined;
    expect(denied?.includes("iam:AttachRolePolicy")).toBe(key !== "provision");
    expect(PassNoOtherRole).toMatchObject({
      Effect: "Deny",
      Action: "iam:PassRole",
      NotResource: expect.stringContaining("jit_schedules_role"),
    });
  });

  it.each(["provision", "sweep"])("lets %s pass a role to EventBridge Scheduler alone", (key) => {
    expect(contractOf(key)["SchedulerRole"]).toMatchObject({
      Condition: { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } },
    });
  });

  it.each(["request", "approve", "provision", "sweep"])("lets %s delete no grant and no history", (key) => {
    expect(contractOf(key)["OpenGrants"]).toMatchObject({
      Action: ["dynamodb:DeleteItem"],
      Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["open*"] } },
    });
    expect(contractOf(key)["GrantTable"]?.["Action"]).not.toContain("dynamodb:DeleteItem");
  });

  it("lets the report write signatures and the chain that says who was refused, and no grant", () => {
    expect(contractOf("report")["GrantTable"]?.["Action"]).toEqual(["dynamodb:GetItem", "dynamodb:Query"]);
    expect(contractOf("report")["Signatures"]).toMatchObject({
      Action: ["dynamodb:PutItem"],
      Condition: {
        "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["audit*", "chain*", "signature*"] },
      },
    });
  });

  it("puts the head of the chain where request, approve and provision cannot write", () => {
    for (const key of ["request", "approve", "provision", "report"]) {
      expect(allowedActions(contractOf(key))).not.toContain("s3:PutObject");
    }
    expect(the(STACK, "aws_s3_bucket_object_lock_configuration")).toMatchObject({
      rule: { default_retention: { mode: "COMPLIANCE", days: 400 } },
    });
    // The sweep adds heads; it neither reads nor replaces nor deletes one. The report reads their keys.
    const ofS3 = (key: string) =>
      allowedActions(contractOf(key)).filter((action) => action.startsWith("s3:"));
    expect(ofS3("sweep")).toEqual(["s3:PutObject"]);
    expect(JSON.stringify(contractOf("sweep")["Head"]?.["Resource"])).toMatch(/\/heads\/\*"/);
    expect(ofS3("report")).toEqual(["s3:ListBucketVersions"]);
  });

  it("bounds targets by what would outlive a grant or reach the broker", () => {
    const bounds = statements(the(STACK, "aws_iam_policy", /boundary/)["policy"]);
    expect(bounds["NoIdentities"]).toMatchObject({ Effect: "Deny", Action: ["iam:*", "organizations:*"] });
    expect(bounds["NotAsTheBroker"]?.["Resource"]).toContain(
      "arn:aws:iam::111122223333:role/aws-reserved/*/AWSReservedSSO_Oncall_*",
    );
    for (const sid of ["NotTheLedger", "NotTheFunctions", "NotTheSchedules", "NotTheAudit", "NotTheLogs"]) {
      expect(bounds[sid]).toMatchObject({ Effect: "Deny" });
    }
  });

  it("serves no schedule of another account or group", () => {
    const trust = statements(the(STACK, "aws_iam_role", /schedules/)["assume_role_policy"]);
    expect(Object.keys(trust["Assume"]?.["Condition"] as object)).toEqual(["StringEquals", "ArnEquals"]);
    const policy = statements(the(STACK, "aws_iam_role_policy", /schedules/)["policy"]);
    expect(policy["Invoke"]?.["Resource"]).toMatch(/:function:shop-jit-sweep$/);
  });
});

describe("JitAccess", () => {
  it("is this Terraform", () => {
    expect({ resource: STACK.resource, output: STACK.output }).toMatchSnapshot();
  });

  it.each(FUNCTIONS)("gives %s the environment of its contract", (key) => {
    const { environment } = the(STACK, "aws_lambda_function", new RegExp(`broker_${key}_`)) as {
      environment: { variables: Record<string, string> };
    };
    const arn = "arn:aws:iam::111122223333:role/any";
    const literal = Object.entries(environment.variables).map(([name, value]) => [
      name,
      value.includes("${") && /ARN|TOPIC|BOUNDARY|ROLE|LETTERS/.test(name) ? arn : value,
    ]);
    expect(parseEnvironment(ACCESS_BROKER[key], Object.fromEntries(literal))).toMatchObject({ ok: true });
  });

  it("lets the services use its key that write with it, and no others", () => {
    const policy = statements(the(STACK, "aws_kms_key", /^jit_key/)["policy"]);
    expect(Object.keys(policy)).toEqual(["Account", "LogGroups", "Alarms"]);
    expect(policy["Alarms"]).toMatchObject({
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": expect.any(String) } },
    });
    for (const type of ["aws_sns_topic", "aws_sqs_queue"]) {
      for (const one of resources(STACK, type)) expect(one["kms_master_key_id"]).toMatch(/jit_key/);
    }
    for (const table of resources(STACK, "aws_dynamodb_table")) {
      expect(table).toMatchObject({
        server_side_encryption: { enabled: true, kms_key_arn: expect.stringMatching(/jit_key/) },
        point_in_time_recovery: { enabled: true },
        deletion_protection_enabled: true,
      });
    }
  });

  it("watches every gauge with the dimensions of its contract, and takes silence for an alarm", () => {
    const alarms = resources(STACK, "aws_cloudwatch_metric_alarm");
    const gauges = alarms.filter((alarm) => alarm["namespace"] === ACCESS_METRICS.namespace);
    expect(gauges.map((alarm) => alarm["metric_name"]).sort()).toEqual(
      Object.values(ACCESS_METRICS.gauges).sort(),
    );
    for (const alarm of gauges) {
      expect(alarm).toMatchObject({
        dimensions: { [ACCESS_METRICS.dimension]: "shop-jit" },
        treat_missing_data: "breaching",
        alarm_actions: [expect.stringContaining("watchers")],
      });
    }
    const errors = alarms.filter((alarm) => alarm["metric_name"] === "Errors");
    expect(errors).toHaveLength(FUNCTIONS.length);
  });

  it("sweeps every five minutes", () => {
    expect(the(STACK, "aws_scheduler_schedule")).toMatchObject({
      schedule_expression: "rate(5 minutes)",
      target: { dead_letter_config: { arn: expect.any(String) }, input: '{"version":1,"verb":"sweep"}' },
    });
  });

  it("refuses to be deployed into another account", () => {
    expect(the(STACK, "aws_dynamodb_table", /grants/)["lifecycle"]).toMatchObject({
      precondition: [{ condition: expect.stringContaining('"111122223333"') }],
    });
  });

  it("keeps the entitlements in a bucket under their hash, with their variables for IAM", () => {
    const stack = deploy({ storage: "bucket" });
    const object = the(stack, "aws_s3_object");
    expect(object["key"]).toMatch(/^entitlements\/\$\{sha256\(local\..+\)\}\.json$/);
    expect(JSON.stringify(stack)).toContain("home/$${aws:username}/*");
    expect(contractOf("report", stack)["EntitlementObjects"]).toMatchObject({ Action: ["s3:GetObject"] });
  });

  it.each<[name: string, changes: object, code: string]>([
    [
      "an entitlement that nobody can approve",
      { approval: { required: 3, approvers: ["group:none", "user:lead-1"] } },
      "CORDON_JIT_ENTITLEMENT_REFUSED",
    ],
    [
      "a role of IAM Identity Center",
      {
        target:
          "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Oncall_0123456789abcdef",
      },
      "CORDON_JIT_ENTITLEMENT_REFUSED",
    ],
    [
      "escalation",
      { statements: [{ actions: ["iam:CreateAccessKey"], resources: ["*"] }] },
      "CORDON_JIT_ENTITLEMENT_REFUSED",
    ],
    [
      "targets of two accounts",
      { target: "arn:aws:iam::123456789012:role/jit-targets/orders" },
      "CORDON_JIT_TARGET_ELSEWHERE",
    ],
    ["a misspelt key", { maxMinuts: 3 }, "CORDON_ENTITLEMENT_INVALID"],
  ])("refuses %s", (_, changes, code) => {
    const stack = newStack();
    const entitlements = changedEntitlements(changes);
    const where =
      code === "CORDON_ENTITLEMENT_INVALID" ? expect.stringContaining(entitlements) : "network/jit";
    expectRefused(stack, () => jitIn(stack, { entitlements }), { code, where });
  });

  it.each<[name: string, props: Partial<JitAccessProps>, code: string]>([
    ["an account that the targets are not in", { accountId: "123456789012" }, "CORDON_JIT_TARGET_ELSEWHERE"],
    ["an account that is none", { accountId: "1234" }, "CORDON_JIT_SETTING_REFUSED"],
    ["a name in capitals", { name: "Shop" }, "CORDON_JIT_SETTING_REFUSED"],
    ["a name that is too long", { name: "a".repeat(25) }, "CORDON_JIT_SETTING_REFUSED"],
    ["a file that is not there", { entitlements: "missing.json" }, "CORDON_JIT_ENTITLEMENTS_UNREADABLE"],
  ])("refuses %s", (_, props, code) => {
    const stack = newStack();
    const where = code.endsWith("UNREADABLE") ? "missing.json" : "network/jit";
    expectRefused(stack, () => jitIn(stack, props), { code, where });
  });
});

it("refuses a role of people by the source identity, which STS does not tell the broker", () => {
  const stack = newStack();
  const people = {
    roles: [
      { arn: "arn:aws:iam::111122223333:role/Oncall", person: "sourceIdentity", groups: ["oncall", "leads"] },
    ],
  };
  expectRefused(stack, () => jitIn(stack, { entitlements: changedEntitlements({}, { people }) }), {
    code: "CORDON_JIT_PEOPLE_REFUSED",
    where: "network/jit",
    message: /sts:RoleSessionName/,
  });
});
