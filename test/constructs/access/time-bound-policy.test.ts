import { describe, expect, it } from "vitest";
import { TimeBoundPolicy, type TimeBoundPolicyProps } from "../../../constructs/access/time-bound-policy.js";
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
