import { describe, expect, it } from "vitest";
import { canonicalHash } from "../../../core/access/canonical-json.js";
import type { GrantPlan } from "../../../core/access/plan-output.js";
import { entitlement, NOW, plan, request, TARGET } from "./sample.js";

const PERSON = { "aws:SourceIdentity": "u-17" };

function granted(
  body: unknown,
  parts: Readonly<Record<string, unknown>> = {},
  options: object = {},
): GrantPlan {
  const answer = plan(body, [entitlement(parts)], options);
  if (answer.decision === "refused") throw new Error(`${answer.reason}: ${answer.message}`);
  return answer;
}

function reasonOf(body: unknown, parts: Readonly<Record<string, unknown>> = {}): string {
  return plan(body, [entitlement(parts)]).reason;
}

describe("the document of a plan", () => {
  it("holds window and person in each statement, and refuses new credentials", () => {
    const answer = granted(request());
    const window = {
      StringEquals: PERSON,
      DateGreaterThanEquals: { "aws:CurrentTime": "2026-12-01T10:00:00Z" },
      DateLessThan: { "aws:CurrentTime": "2026-12-01T11:00:00Z" },
    };
    expect(answer.policyDocument?.Statement.map(({ Sid, Condition }) => [Sid, Condition])).toEqual([
      ["Allow1", window],
      ["Allow2", window],
      ["Deny3", window],
    ]);
    expect(answer.policyDocument?.Statement[2]?.Action).toContain("sts:GetWebIdentityToken");
    expect(answer).toMatchObject({ decision: "ready", reason: "ready", target: TARGET, policyPath: "/jit/" });
    expect(answer.documentHash).toBe(canonicalHash(answer.policyDocument));
    expect(answer.deadline).toBe("2026-12-01T11:00:00Z");
  });

  it("narrows statements pair by pair and drops what is left empty", () => {
    const answer = granted(
      request({ actions: ["S3:GetObject", "s3:GetObject*"], resources: ["arn:aws:s3:::orders/2026/*"] }),
    );
    expect(answer.policyDocument?.Statement).toHaveLength(2);
    expect(answer.policyDocument?.Statement[0]).toMatchObject({
      Action: ["S3:GetObject", "s3:GetObject*"],
      Resource: ["arn:aws:s3:::orders/2026/*"],
    });
  });

  it("keeps denies whole inside the same window", () => {
    const deny = { effect: "deny", notActions: ["s3:*"], notResources: ["arn:aws:s3:::orders/*"] };
    const allow = { actions: ["s3:*"], resources: ["*"] };
    const answer = granted(request({ actions: ["s3:GetObject"] }), { statements: [deny, allow] });
    expect(answer.policyDocument?.Statement[0]).toMatchObject({
      Effect: "Deny",
      NotAction: ["s3:*"],
      NotResource: ["arn:aws:s3:::orders/*"],
      Condition: { StringEquals: PERSON, DateLessThan: { "aws:CurrentTime": "2026-12-01T11:00:00Z" } },
    });
  });

  it("lets the narrower date stand, in one spelling and one string", () => {
    const conditions = {
      datelessthan: { "AWS:currenttime": ["2026-12-01T10:10:00Z", "2026-12-01T10:30:00Z"] },
      DateGreaterThanEquals: {
        "aws:CurrentTime": "2020-01-01T00:00:00Z",
        "aws:EpochTime": "2020-01-01T00:00:00Z",
      },
      DateLessThanEquals: { "AWS:CURRENTTIME": "2099-01-01T00:00:00Z" },
    };
    const statements = [{ actions: ["s3:GetObject"], resources: ["*"], conditions }];
    expect(granted(request(), { statements }).policyDocument?.Statement[0]?.Condition).toEqual({
      DateGreaterThanEquals: {
        "aws:EpochTime": "2020-01-01T00:00:00Z",
        "aws:CurrentTime": "2026-12-01T10:00:00Z",
      },
      DateLessThanEquals: { "aws:CurrentTime": "2099-01-01T00:00:00Z" },
      StringEquals: PERSON,
      DateLessThan: { "aws:CurrentTime": "2026-12-01T10:30:00Z" },
    });
  });

  it("tells persons apart as the entitlement says", () => {
    const conditionOf = (person: string, own?: object): unknown =>
      granted(request(), {
        person,
        statements: [{ actions: ["s3:GetObject"], resources: ["*"], ...(own && { conditions: own }) }],
      }).policyDocument?.Statement[0]?.Condition;
    expect(conditionOf("aws:userid")).toMatchObject({ StringLike: { "aws:userid": "*:u-17" } });
    expect(conditionOf("none")).not.toHaveProperty("StringEquals");
    const named = { StringEquals: { "AWS:SOURCEIDENTITY": ["u-18", "u-17"] } };
    expect(conditionOf("aws:SourceIdentity", named)).toMatchObject({ StringEquals: PERSON });
    const role = { StringLike: { "aws:UserId": ["AROA1:*", "AROA2:u-18"] } };
    expect(conditionOf("aws:userid", role)).toMatchObject({ StringLike: { "aws:userid": "AROA1:u-17" } });
  });

  it("says what the grant may leave open and what the approver should know", () => {
    const statements = [{ actions: ["rds-db:connect", "ssm:Start*"], resources: ["*"] }];
    const answer = granted(request(), { statements });
    expect(answer.outlives.map(({ opened }) => opened)).toEqual(["rds-db:connect", "ssm:StartSession"]);
    expect(answer.warnings).toEqual(["ssm:StartSession: a shell has the role of the instance"]);
  });
});

describe("time, name and hashes of a plan", () => {
  it("counts from the later of now and notBefore, in whole seconds", () => {
    expect(granted(request(), {}, { now: NOW + 999 }).notBefore).toBe("2026-12-01T10:00:00Z");
    const later = granted(request({ notBefore: "2026-12-02T01:00:00+01:00" }));
    expect([later.notBefore, later.deadline]).toEqual(["2026-12-02T00:00:00Z", "2026-12-02T01:00:00Z"]);
    expect(granted(request({ notBefore: "2020-01-01T00:00:00Z" })).notBefore).toBe("2026-12-01T10:00:00Z");
  });

  it("gives approvers a hash that the time of planning does not change", () => {
    const body = request({ notBefore: "2026-12-01T10:30:00Z" });
    const parts = { approval: { required: 1, approvers: ["group:leads"] } };
    const one = granted(body, parts);
    const other = granted(body, parts, { now: NOW + 3_600_000 });
    expect(one.decision).toBe("needs-approval");
    expect(other.approvals.hash).toBe(one.approvals.hash);
    expect(other.policyName).not.toBe(one.policyName);
    for (const change of [
      { minutes: 59 },
      { reason: "x" },
      { ticket: "x" },
      { notBefore: "2026-12-01T10:31:00Z" },
      { actions: ["s3:GetObject"] },
      { requester: { id: "u-18", groups: ["oncall"] } },
      { requester: { id: "u-17", kind: "service", groups: ["oncall"] } },
    ]) {
      expect(granted({ ...body, ...change }, parts).approvals.hash).not.toBe(one.approvals.hash);
    }
  });

  it("names policies by content: equal for equal input, different for different requests", () => {
    const names = [
      {},
      { minutes: 59 },
      { reason: "Reason" },
      { reason: "reason" },
      { requester: { id: "U-17", groups: ["oncall"] } },
    ].map((change) => granted(request(change)).policyName.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    expect(granted(request()).policyName).toBe(granted(request()).policyName);
    expect(names[0]).toMatch(/^jit-[a-z0-9]{40}$/);
  });

  it("asks for an approval where one is forced, and never otherwise", () => {
    const parts = { approval: { required: 0, approvers: ["group:leads"] } };
    const answer = granted(request(), parts, { atLeastOneApproval: true });
    expect(answer).toMatchObject({ decision: "needs-approval", approvals: { required: 1 } });
  });
});

describe("the reasons of a refusal", () => {
  const narrow = { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::orders/*"] };
  it.each<[string, string, unknown, object?]>([
    ["no object", "invalid_request", []],
    ["a misspelt key", "invalid_request", request({ action: ["s3:GetObject"] })],
    ["__proto__", "invalid_request", JSON.parse(JSON.stringify(request()).replace("{", '{"__proto__":1,'))],
    ["an id that would widen", "invalid_request", request({ requester: { id: "*" } })],
    ["an id that is a variable", "invalid_request", request({ requester: { id: "${aws:userid}" } })],
    ["groups that are a text", "invalid_request", request({ requester: { id: "u-17", groups: "oncall" } })],
    ["a reason that nobody can read", "invalid_request", request({ reason: "a\u202eb" })],
    ["a long reason", "invalid_request", request({ reason: "a".repeat(1025) })],
    ["a long ticket", "invalid_request", request({ ticket: "a".repeat(129) })],
    ["half a character", "invalid_request", request({ requester: { id: "u-17", groups: ["\ud800"] } })],
    ["no actions", "invalid_request", request({ actions: [] })],
    ["a variable", "invalid_request", request({ resources: ["arn:aws:s3:::orders/${aws:username}"] })],
    ["an action that is none", "invalid_request", request({ actions: ["GetObject"] })],
    ["a resource that is none", "invalid_request", request({ resources: ["orders"] })],
    ["a start with a fraction", "invalid_request", request({ notBefore: "2026-12-01T10:00:00.5Z" })],
    ["a start without a zone", "invalid_request", request({ notBefore: "2026-12-01T10:00:00" })],
    ["a start too far ahead", "invalid_request", request({ notBefore: "2026-12-31T10:00:01Z" })],
    ["an unknown entitlement", "unknown_entitlement", request({ entitlement: "other" })],
    ["another group", "not_eligible", request({ requester: { id: "u-17", groups: ["Oncall"] } })],
    ["no minutes", "minutes_out_of_range", request({ minutes: undefined })],
    ["a fraction of minutes", "minutes_out_of_range", request({ minutes: 1.5 })],
    ["minutes as text", "minutes_out_of_range", request({ minutes: "60" })],
    ["too many minutes", "minutes_out_of_range", request({ minutes: 241 })],
    ["minutes beyond all time", "minutes_out_of_range", request({ minutes: 1e300 })],
    ["a blank reason", "reason_missing", request({ reason: " " }), { reason: { required: true } }],
    ["no ticket", "ticket_mismatch", request(), { reason: { required: false, ticket: "A|B" } }],
    [
      "half a ticket",
      "ticket_mismatch",
      request({ ticket: "AB" }),
      { reason: { required: false, ticket: "A|B" } },
    ],
    ["a wider action", "wider_than_entitlement", request({ actions: ["s3:*"] })],
    ["a wider resource", "wider_than_entitlement", request({ resources: ["*"] })],
    [
      "a pair of two statements",
      "wider_than_entitlement",
      request({ actions: ["rds-db:connect"], resources: ["arn:aws:s3:::orders"] }),
    ],
    [
      "an action whose resources are not asked for",
      "wider_than_entitlement",
      request({ actions: ["s3:GetObject", "rds-db:connect"], resources: ["arn:aws:s3:::orders"] }),
    ],
    [
      "dates that are over",
      "nothing_granted",
      request(),
      {
        statements: [
          { ...narrow, conditions: { DateLessThan: { "aws:EpochTime": "2026-12-01T10:00:00Z" } } },
        ],
      },
    ],
    [
      "dates without a whole second",
      "nothing_granted",
      request(),
      {
        statements: [
          { ...narrow, conditions: { DateGreaterThan: { "aws:CurrentTime": "2026-12-01T10:59:59Z" } } },
        ],
      },
    ],
    [
      "another person",
      "nothing_granted",
      request(),
      { statements: [{ ...narrow, conditions: { StringEquals: { "aws:sourceidentity": "u-18" } } }] },
    ],
    [
      "anybody but this person",
      "nothing_granted",
      request(),
      { statements: [{ ...narrow, conditions: { StringNotLike: { "aws:SourceIdentity": "u-*" } } }] },
    ],
    [
      "a document that is too large",
      "document_too_large",
      request(),
      {
        statements: [
          {
            actions: ["s3:GetObject"],
            resources: Array.from(
              { length: 200 },
              (_, index) => `arn:aws:s3:::orders-archive-of-the-year-${index}`,
            ),
          },
        ],
      },
    ],
  ])("refuses %s as %s", (_, reason, body, parts = {}) => {
    const answer = plan(body, [entitlement(parts as Record<string, unknown>)]);
    expect(answer).toMatchObject({ decision: "refused", reason, approvals: null, policyDocument: null });
  });

  it.each([
    [["iam:CreateAccessKey"]],
    [["IAM:createaccesskey"]],
    [["iam:*"]],
    [["*"]],
    [["iam:Attach*"]],
    [["iam:Put?serPolicy"]],
    [["sts:AssumeRole"]],
    [["iam:DeleteRolePermissionsBoundary"]],
    [["iam:PassRole", "lambda:CreateFunction"]],
    [["iam:Pass*", "ec2:Run*"]],
  ])("refuses %j as escalation", (actions) => {
    expect(reasonOf(request(), { statements: [{ actions, resources: ["*"] }] })).toBe("escalation");
  });

  it("judges the union with what is in force, and passes a role alone with a warning", () => {
    const parts = { statements: [{ actions: ["iam:PassRole"], resources: ["*"] }] };
    expect(granted(request(), parts).warnings).toHaveLength(1);
    expect(plan(request(), [entitlement(parts)], { inForce: ["lambda:*"] }).reason).toBe("escalation");
  });

  it("lets the earlier reason win", () => {
    const body = request({ entitlement: "other", minutes: 0, reason: 5 });
    expect(reasonOf(body)).toBe("invalid_request");
    expect(reasonOf({ ...body, reason: "" })).toBe("unknown_entitlement");
    expect(reasonOf(request({ minutes: 0, actions: ["iam:*"] }))).toBe("minutes_out_of_range");
    expect(
      reasonOf(request(), { maxMinutes: 9e15, statements: [{ actions: ["*"], resources: ["*"] }] }),
    ).toBe("escalation");
    expect(reasonOf(request({ minutes: 9e15 }), { maxMinutes: 9e15 })).toBe("invalid_request");
  });
});

describe("the other kinds", () => {
  const base = { maxMinutes: 60, eligible: ["user:u-17"], approval: { required: 0, approvers: [] } };
  const body = { requester: { id: "u-17" }, minutes: 60 };

  it("writes an access policy, whose patterns count the case", () => {
    const policy = { actions: ["orders:Read*"], resources: ["orders/*"], when: { risk: { atMost: 0.5 } } };
    const list = [{ id: "p", kind: "policy", policy, ...base }];
    const answer = plan({ ...body, entitlement: "p", actions: ["orders:ReadOne"] }, list);
    expect(answer).toMatchObject({
      decision: "ready",
      target: "policy-engine",
      policyDocument: null,
      endsBy: "condition",
      accessPolicy: {
        id: answer.policyName,
        effect: "allow",
        subjects: ["user:u-17"],
        actions: ["orders:ReadOne"],
        resources: ["orders/*"],
        notBefore: "2026-12-01T10:00:00Z",
        expiresAt: "2026-12-01T11:00:00Z",
        when: policy.when,
      },
      documentHash: canonicalHash(answer.accessPolicy),
    });
    const lower = plan({ ...body, entitlement: "p", actions: ["orders:readone"] }, list);
    expect(lower.reason).toBe("wider_than_entitlement");
  });

  it("writes both rules of a flow, which only the sweep ends", () => {
    const flow = { from: "sg-11111111", to: "sg-22222222", port: "tcp/5432" };
    const list = [{ id: "f", kind: "flow", flow, ...base }];
    const answer = plan({ ...body, entitlement: "f" }, list);
    expect(answer).toMatchObject({ decision: "ready", target: "sg-22222222", endsBy: "sweep" });
    expect(answer.securityGroupRules?.map(({ direction, GroupId }) => [direction, GroupId])).toEqual([
      ["egress", "sg-11111111"],
      ["ingress", "sg-22222222"],
    ]);
    expect(plan({ ...body, entitlement: "f", actions: ["ec2:*"] }, list).reason).toBe("invalid_request");
  });
});
