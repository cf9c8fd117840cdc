import { describe, expect, it } from "vitest";
import type { EvaluationContext } from "../../../core/iam/evaluate-condition.js";
import { type EvaluationPolicies, evaluate } from "../../../core/iam/evaluator.js";

const ALLOW = { Effect: "Allow", Action: "s3:*", Resource: "*" };

function document(...statements: readonly object[]): unknown {
  return { Version: "2012-10-17", Statement: statements };
}

function outcome(
  policies: EvaluationPolicies,
  values: EvaluationContext["values"] = {},
  others: EvaluationContext["others"] = "absent",
  resource = "arn:aws:s3:::orders/a",
): string {
  return evaluate({ action: "s3:GetObject", resource, context: { values, others } }, policies);
}

function withCondition(Condition: object, values: EvaluationContext["values"] = {}): string {
  return outcome({ identity: [document({ ...ALLOW, Condition })] }, values);
}

describe("the evaluator", () => {
  it("denies what nothing allows, and what anything denies", () => {
    const deny = document({ Effect: "Deny", Action: "S3:getobject", Resource: "*" });
    expect(outcome({ identity: [] })).toBe("denied");
    expect(outcome({ identity: [document(ALLOW)] })).toBe("allowed");
    expect(outcome({ identity: [document(ALLOW), deny] })).toBe("denied");
    expect(outcome({ identity: [document(ALLOW)], session: deny })).toBe("denied");
  });

  it("needs boundary and session policy to allow it too", () => {
    const other = document({ ...ALLOW, Action: "sqs:*" });
    expect(outcome({ identity: [document(ALLOW)], boundary: other })).toBe("denied");
    expect(outcome({ identity: [document(ALLOW)], session: other })).toBe("denied");
    expect(
      outcome({ identity: [document(ALLOW)], boundary: document(ALLOW), session: document(ALLOW) }),
    ).toBe("allowed");
    expect(outcome({ identity: [other], boundary: document(ALLOW) })).toBe("denied");
  });

  it("reads NotAction, NotResource and policy variables", () => {
    const not = { Effect: "Allow", NotAction: ["iam:*"], NotResource: ["arn:aws:s3:::secret/*"] };
    expect(outcome({ identity: [document(not)] })).toBe("allowed");
    expect(outcome({ identity: [document(not)] }, {}, "absent", "arn:aws:s3:::secret/a")).toBe("denied");
    const home = document({ ...ALLOW, Resource: "arn:aws:s3:::orders/${aws:username}" });
    expect(outcome({ identity: [home] }, { "aws:username": "a" })).toBe("allowed");
    expect(outcome({ identity: [home] }, { "aws:username": "*" })).toBe("denied");
    expect(outcome({ identity: [home] }, {}, "unknown")).toBe("undecided");
  });

  const NOON = "2026-12-01T12:00:00Z";
  it.each<[string, object, EvaluationContext["values"], string]>([
    [
      "before",
      { DateLessThan: { "AWS:currenttime": NOON } },
      { "aws:CurrentTime": "2026-12-01T11:59:59Z" },
      "allowed",
    ],
    ["at", { DateLessThan: { "aws:CurrentTime": NOON } }, { "aws:CurrentTime": NOON }, "denied"],
    ["without a time", { DateLessThan: { "aws:CurrentTime": NOON } }, {}, "denied"],
    ["IfExists without a time", { DateLessThanIfExists: { "aws:CurrentTime": NOON } }, {}, "allowed"],
    [
      "a list, one of which is later",
      { DateLessThan: { "aws:CurrentTime": [NOON, "2099-01-01T00:00:00Z"] } },
      { "aws:CurrentTime": NOON },
      "allowed",
    ],
    [
      "an epoch",
      { DateLessThan: { "aws:CurrentTime": "4102444800" } },
      { "aws:CurrentTime": NOON },
      "undecided",
    ],
    [
      "an unknown operator",
      { DateLessThn: { "aws:CurrentTime": NOON } },
      { "aws:CurrentTime": NOON },
      "undecided",
    ],
    [
      "two keys, one of which fails",
      { StringEquals: { "aws:a": "1", "aws:b": "2" } },
      { "aws:a": "1", "aws:b": "3" },
      "denied",
    ],
    ["a negated operator without its key", { StringNotEquals: { "aws:a": "1" } }, {}, "allowed"],
    ["a pattern", { StringLike: { "aws:userid": "*:u-17" } }, { "aws:userid": "AROA1:u-17" }, "allowed"],
    [
      "a pattern of another",
      { StringLike: { "aws:userid": "*:u-17" } },
      { "aws:userid": "AROA1:u-170" },
      "denied",
    ],
    ["no wildcards in StringEquals", { StringEquals: { "aws:a": "*" } }, { "aws:a": "b" }, "denied"],
    [
      "ARNs by their parts",
      { ArnLike: { "aws:SourceArn": "arn:aws:s3:*:*:b" } },
      { "aws:SourceArn": "arn:aws:s3:a:b" },
      "denied",
    ],
    ["Null", { Null: { "aws:a": "true" } }, {}, "allowed"],
    ["Null of a key that is there", { Null: { "aws:a": true } }, { "aws:a": "b" }, "denied"],
    ["ForAllValues without the key", { "ForAllValues:StringEquals": { "aws:a": "b" } }, {}, "allowed"],
    ["ForAnyValue without the key", { "ForAnyValue:StringEquals": { "aws:a": "b" } }, {}, "denied"],
    [
      "ForAllValues with another value",
      { "ForAllValues:StringEquals": { "aws:a": "b" } },
      { "aws:a": ["b", "c"] },
      "denied",
    ],
    [
      "numbers",
      { NumericLessThanEquals: { "aws:MultiFactorAuthAge": 60 } },
      { "aws:MultiFactorAuthAge": "60" },
      "allowed",
    ],
    ["Bool", { Bool: { "aws:SecureTransport": true } }, { "aws:SecureTransport": "true" }, "allowed"],
  ])("judges conditions: %s", (_, condition, values, expected) => {
    expect(withCondition(condition, values)).toBe(expected);
  });

  it("leaves undecided what it does not know", () => {
    expect(outcome({ identity: [{ Version: "2008-10-17", Statement: [ALLOW] }] })).toBe("undecided");
    expect(outcome({ identity: [document({ ...ALLOW, Principal: "*" })] })).toBe("undecided");
    expect(outcome({ identity: [document({ ...ALLOW, Effect: "allow" })] })).toBe("undecided");
    expect(outcome({ identity: [document({ Effect: "Allow", Action: "*" })] })).toBe("undecided");
    expect(outcome({ identity: ["text"] })).toBe("undecided");
  });

  it("imports nothing of what writes the documents", async () => {
    const { readFileSync } = await import("node:fs");
    for (const name of ["evaluator", "evaluate-condition", "proves-expiry"]) {
      const text = readFileSync(new URL(`../../../core/iam/${name}.ts`, import.meta.url), "utf8");
      const imports = [...text.matchAll(/from "([^"]+)"/g)].map(([, path]) => path);
      expect(imports.filter((path) => !/^\.\/(?:evaluat|proves)/.test(path ?? ""))).toEqual([]);
    }
  });
});
