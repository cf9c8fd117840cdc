import { describe, expect, it } from "vitest";
import { TimeBoundPolicy } from "../../../constructs/access/time-bound-policy.js";
import type { TimeBoundPolicyProps } from "../../../constructs/access/time-bound-policy-props.js";
import { provesExpiry } from "../../../core/iam/proves-expiry.js";
import { expectRefused } from "../../harness/misuse.js";
import { statements, synthesizeStack, the } from "../stack-resources.js";
import { newStack } from "../synthesized.js";

const PROPS: TimeBoundPolicyProps = {
  deadline: "2026-12-24T18:00:00Z",
  statements: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::audit/*"] }],
  roles: ["auditors"],
  now: new Date("2026-12-01T00:00:00Z"),
};

const documentOf = (props: Partial<TimeBoundPolicyProps> = {}): string =>
  String(
    the(
      synthesizeStack((stack) => new TimeBoundPolicy(stack, "audit", { ...PROPS, ...props })),
      "aws_iam_policy",
    )["policy"],
  );

describe("TimeBoundPolicy", () => {
  it("has its deadline in every statement, and is attached to the roles", () => {
    const stack = synthesizeStack((inner) => new TimeBoundPolicy(inner, "audit", PROPS));
    expect(stack.resource).toMatchSnapshot();
  });

  it("ends at its deadline, as the evaluator proves", () => {
    const deadline = Date.parse(PROPS.deadline);
    expect(provesExpiry(JSON.parse(documentOf()), { deadline })).toMatchObject({
      proven: true,
      untilTheDeadline: true,
    });
    expect(provesExpiry(JSON.parse(documentOf()), { deadline: deadline - 1000 }).proven).toBe(false);
  });

  it("begins where it says so, and keeps a narrower bound of a statement", () => {
    const conditions = { DateLessThan: { "aws:currenttime": "2026-12-20T00:00:00Z" } };
    const [statement] = PROPS.statements;
    const text = documentOf({
      notBefore: "2026-12-10T00:00:00Z",
      statements: [
        { ...statement, conditions },
        { ...statement, effect: "deny" },
      ],
    });
    expect(statements(text)).toMatchObject({
      Allow1: {
        Condition: {
          DateGreaterThanEquals: { "aws:CurrentTime": "2026-12-10T00:00:00Z" },
          DateLessThan: { "aws:CurrentTime": "2026-12-20T00:00:00Z" },
        },
      },
      Deny2: { Condition: { DateLessThan: { "aws:CurrentTime": "2026-12-24T18:00:00Z" } } },
    });
  });

  it("takes resources that Terraform knows, and variables of IAM as Terraform writes them", () => {
    const resources = ["${aws_s3_bucket.audit.arn}/*", "arn:aws:s3:::home/$${aws:username}/*"];
    const text = documentOf({ statements: [{ actions: ["s3:GetObject"], resources }] });
    expect(statements(text)["Allow1"]?.["Resource"]).toEqual(resources);
  });

  it("is the same whenever it is synthesized", () => {
    expect(documentOf({ now: new Date("2026-12-02T03:04:05Z") })).toBe(documentOf());
  });

  it.each<[name: string, props: object, code: string]>([
    ["a duration", { deadline: "PT8H" }, "CORDON_TIME_BOUND_DEADLINE"],
    ["minutes", { deadline: 480 }, "CORDON_TIME_BOUND_DEADLINE"],
    ["a date without a zone", { deadline: "2026-12-24T18:00:00" }, "CORDON_TIME_BOUND_DEADLINE"],
    ["another zone", { deadline: "2026-12-24T18:00:00+01:00" }, "CORDON_TIME_BOUND_DEADLINE"],
    ["fractions", { deadline: "2026-12-24T18:00:00.000Z" }, "CORDON_TIME_BOUND_DEADLINE"],
    ["a day that there is not", { deadline: "2026-02-30T18:00:00Z" }, "CORDON_TIME_BOUND_DEADLINE"],
    ["a token", { deadline: `$${"{var.deadline}"}` }, "CORDON_TIME_BOUND_DEADLINE"],
    ["a beginning after the end", { notBefore: "2026-12-24T18:00:00Z" }, "CORDON_TIME_BOUND_DEADLINE"],
    ["a deadline that is now", { now: new Date("2026-12-24T18:00:00Z") }, "CORDON_TIME_BOUND_PAST"],
    ["a deadline long over", { deadline: "2020-01-01T00:00:00Z" }, "CORDON_TIME_BOUND_PAST"],
    ["no statement", { statements: [] }, "CORDON_TIME_BOUND_STATEMENT"],
    ["escalation", { statements: [{ actions: ["iam:*"], resources: ["*"] }] }, "CORDON_TIME_BOUND_STATEMENT"],
    [
      "an allow of everything else",
      { statements: [{ notActions: ["iam:*"], resources: ["*"] }] },
      "CORDON_TIME_BOUND_STATEMENT",
    ],
    [
      "a variable of IAM that Terraform would read",
      { statements: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::home/${aws:username}/*"] }] },
      "CORDON_TIME_BOUND_STATEMENT",
    ],
    ["the path of grants, which the sweep empties", { path: "/jit/" }, "CORDON_TIME_BOUND_SETTING_REFUSED"],
    ["a path below it", { path: "/jit/audit/" }, "CORDON_TIME_BOUND_SETTING_REFUSED"],
    ["an unknown option", { minutes: 60 }, "CORDON_TIME_BOUND_SETTING_REFUSED"],
    [
      "an action by a Terraform value",
      { statements: [{ actions: ["${var.action}"], resources: ["*"] }] },
      "CORDON_TIME_BOUND_SETTING_REFUSED",
    ],
    [
      "a date that may be missing",
      {
        statements: [
          {
            actions: ["s3:GetObject"],
            resources: ["*"],
            conditions: { DateLessThanIfExists: { "aws:CurrentTime": "2026-12-20T00:00:00Z" } },
          },
        ],
      },
      "CORDON_TIME_BOUND_STATEMENT",
    ],
  ])("refuses %s", (_, props, code) => {
    const stack = newStack();
    expectRefused(stack, () => new TimeBoundPolicy(stack, "audit", { ...PROPS, ...props }), {
      code,
      where: "network/audit",
    });
  });
});
