import { describe, expect, it } from "vitest";
import { readEntitlements } from "../../../core/access/read-entitlements.js";
import { entitlement, problemsOf } from "./sample.js";

function codesOf(parts: Readonly<Record<string, unknown>>): string[] {
  return problemsOf({ version: 1, entitlements: [entitlement(parts)] }).map(({ code }) => code);
}

const allow = { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::orders/*"] };

function withConditions(conditions: unknown, parts: object = {}): string[] {
  return codesOf({ statements: [{ ...allow, conditions }], ...parts });
}

describe("a file of entitlements", () => {
  it("is read with every kind", () => {
    const flow = { from: "sg-12345678", to: "sg-0123456789abcdef0", port: "tcp/5432" };
    const policy = { actions: ["orders:Read*"], resources: ["orders/*"], when: { risk: { atMost: 0.5 } } };
    const base = { maxMinutes: 5, eligible: ["user:u-17"], approval: { required: 0, approvers: [] } };
    const people = {
      roles: [
        {
          arn: "arn:aws:iam::111122223333:role/aws-reserved/*/AWSReservedSSO_Oncall_*",
          person: "sessionName",
          groups: ["oncall"],
        },
      ],
      users: [{ arn: "arn:aws:iam::111122223333:user/deploy", id: "deploy", kind: "service", groups: [] }],
    };
    const file = {
      version: 1,
      people,
      entitlements: [
        entitlement(),
        { id: "f", kind: "flow", flow, ...base },
        { id: "p", kind: "policy", policy, ...base },
      ],
    };
    expect(problemsOf(file)).toEqual([]);
  });

  it("names file, entitlement, got and allowed", () => {
    const text = JSON.stringify({ version: 1, entitlements: [entitlement({ maxMinutes: 0 })] });
    expect(readEntitlements(text, "entitlements.json")).toEqual({
      ok: false,
      problems: [
        expect.objectContaining({
          code: "CORDON_ENTITLEMENT_INVALID",
          got: "0",
          allowed: "a whole number of minutes, 1 or more",
          where: 'entitlements.json#/entitlements/0/maxMinutes (entitlement "orders-db-read")',
        }),
      ],
    });
  });

  it.each([
    ["an unknown key", { maxMinuts: 5 }],
    ["a fraction of minutes", { maxMinutes: 1.5 }],
    ["an id with a blank", { id: "a b" }],
    ["no one eligible", { eligible: [] }],
    ["a wildcard in who is eligible", { eligible: ["user:*"] }],
    ["an eligible robot", { eligible: ["robot:r2"] }],
    ["no approval rule", { approval: undefined }],
    ["a target in another partition", { target: "arn:gcp:iam::111122223333:role/a" }],
    ["a target with a wildcard", { target: "arn:aws:iam::111122223333:role/*" }],
    ["an action that is none", { statements: [{ ...allow, actions: ["GetObject"] }] }],
    ["a resource that is not an ARN", { statements: [{ ...allow, resources: ["orders"] }] }],
    ["an empty list", { statements: [{ ...allow, actions: [] }] }],
    ["a person of another kind", { person: "aws:username" }],
    ["pendingMinutes beyond a week", { pendingMinutes: 10_081 }],
    ["a topic that is none", { notify: ["arn:aws:sqs:eu-west-1:111122223333:q"] }],
    ["an unknown kind", { kind: "queue" }],
    ["a condition without values", { statements: [{ ...allow, conditions: { Bool: { "aws:a": [] } } }] }],
  ])("refuses %s", (_, parts) => {
    const codes = new Set(codesOf(parts));
    expect([...codes]).toEqual(["CORDON_ENTITLEMENT_INVALID"]);
  });

  it.each([
    ["approvals that nobody gives", { approval: { required: 1, approvers: [] } }, "APPROVAL"],
    ["a ticket pattern that is none", { reason: { required: false, ticket: "(" } }, "TICKET"],
    ["a ticket pattern that closes its group", { reason: { required: false, ticket: "a)|(?:b" } }, "TICKET"],
    ["a longer break glass", { breakGlass: { eligible: ["user:a"], maxMinutes: 241 } }, "BREAK_GLASS"],
    ["denies only", { statements: [{ ...allow, effect: "deny" }] }, "NO_ALLOW"],
    ["notActions in an allow", { statements: [{ notActions: ["s3:*"], resources: ["*"] }] }, "STATEMENT"],
    [
      "both resources",
      { statements: [allow, { ...allow, effect: "deny", notResources: ["*"] }] },
      "STATEMENT",
    ],
    ["a variable in an action", { statements: [{ ...allow, actions: ["s3:${username}"] }] }, "VARIABLE"],
    [
      "a variable before the fifth colon",
      { statements: [{ ...allow, resources: ["arn:aws:s3:${aws:RequestedRegion}::a"] }] },
      "VARIABLE",
    ],
    ["half a variable", { statements: [{ ...allow, resources: ["arn:aws:s3:::a/${aws:x"] }] }, "VARIABLE"],
  ])("refuses %s", (_, parts, code) => {
    expect(codesOf(parts)).toContain(`CORDON_ENTITLEMENT_${code}`);
  });

  it.each([
    ["an unknown operator", { StringEqualz: { "aws:a": "b" } }, "OPERATOR"],
    [
      "IfExists on the time",
      { DateLessThanIfExists: { "aws:CurrentTime": "2027-01-01T00:00:00Z" } },
      "OPERATOR",
    ],
    [
      "a set operator on the time",
      { "ForAllValues:DateLessThan": { "aws:currenttime": "2027-01-01T00:00:00Z" } },
      "OPERATOR",
    ],
    ["Null on the time", { Null: { "aws:CurrentTime": "true" } }, "OPERATOR"],
    ["DateEquals on the time", { DateEquals: { "aws:EpochTime": "2027-01-01T00:00:00Z" } }, "OPERATOR"],
    ["numbers on the time", { NumericLessThan: { "aws:EpochTime": 1_798_761_600 } }, "OPERATOR"],
    ["IfExists on the person", { StringEqualsIfExists: { "aws:SourceIdentity": "u-17" } }, "OPERATOR"],
    ["a variable as the person", { StringEquals: { "aws:sourceidentity": "${aws:username}" } }, "VARIABLE"],
    ["a variable as a date", { DateLessThan: { "aws:TokenIssueTime": "${aws:x}" } }, "VARIABLE"],
    ["an epoch", { DateLessThan: { "aws:CurrentTime": "1798761600" } }, "DATE"],
    ["a number as a date", { DateLessThan: { "aws:CurrentTime": 1_798_761_600 } }, "DATE"],
    ["a fraction", { DateLessThan: { "aws:CurrentTime": "2027-01-01T00:00:00.000Z" } }, "DATE"],
    ["an offset", { DateLessThan: { "aws:TokenIssueTime": "2027-01-01T00:00:00+01:00" } }, "DATE"],
    ["no zone", { DateLessThan: { "aws:CurrentTime": "2027-01-01T00:00:00" } }, "DATE"],
    ["a day that is none", { DateLessThan: { "aws:CurrentTime": "2027-02-30T00:00:00Z" } }, "DATE"],
    ["characters that IAM refuses", { StringEquals: { "aws:PrincipalTag/a": "→" } }, "CONDITION"],
    ["a key without a service", JSON.parse('{"StringEquals":{"__proto__":"a"}}'), "CONDITION"],
    [
      "two spellings of a key",
      { StringEquals: { "aws:PrincipalTag/a": "x", "AWS:principaltag/A": "y" } },
      "CONDITION",
    ],
    ["a Bool that is none", { Bool: { "aws:SecureTransport": "yes" } }, "CONDITION"],
  ])("refuses %s in a condition", (_, conditions, code) => {
    expect(withConditions(conditions)).toEqual([`CORDON_ENTITLEMENT_${code}`]);
  });

  it("refuses the same id twice, half a character and a key twice", () => {
    expect(problemsOf({ version: 1, entitlements: [entitlement(), entitlement()] })).toEqual([
      expect.objectContaining({ code: "CORDON_ENTITLEMENT_DUPLICATE_ID" }),
    ]);
    expect(codesOf({ description: "\ud800" })).toEqual(["CORDON_ENTITLEMENT_INVALID"]);
    const twice = readEntitlements('{"version":1,"version":1,"entitlements":[]}', "e.json");
    expect(twice).toMatchObject({ ok: false, problems: [{ code: "CORDON_JSON_DUPLICATE_KEY" }] });
  });
});
