import { describe, expect, it } from "vitest";
import { policyText, serviceTrust } from "../../../core/iam/policy-text.js";
import { parseStatements } from "../../../core/iam/statement.js";

const NOTHING = {
  actions: [],
  notActions: [],
  resources: [],
  notResources: [],
  principals: [],
  notPrincipals: [],
  conditions: [],
};

describe("a policy in JSON", () => {
  it("is read with one or several statements, actions, principals and values", () => {
    const text = JSON.stringify({
      Statement: [
        {
          Effect: "Allow",
          Action: "s3:GetObject",
          Resource: ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"],
          Principal: { AWS: ["*", "111122223333"], Service: "lambda.amazonaws.com" },
          Condition: { StringEquals: { "aws:PrincipalAccount": "111122223333" }, Bool: { "aws:x": false } },
        },
        { Effect: "Deny", NotAction: "iam:*", NotResource: "*", NotPrincipal: "*" },
      ],
    });
    expect(parseStatements(text)).toEqual([
      {
        ...NOTHING,
        effect: "Allow",
        actions: ["s3:GetObject"],
        resources: ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"],
        principals: ["*", "AWS:111122223333", "Service:lambda.amazonaws.com"],
        conditions: [
          { operator: "StringEquals", key: "aws:PrincipalAccount", values: ["111122223333"] },
          { operator: "Bool", key: "aws:x", values: ["false"] },
        ],
      },
      { ...NOTHING, effect: "Deny", notActions: ["iam:*"], notResources: ["*"], notPrincipals: ["*"] },
    ]);
  });

  it("may hold its one statement without a list, or none", () => {
    expect(parseStatements('{"Statement":{"Effect":"Deny"}}')).toEqual([{ ...NOTHING, effect: "Deny" }]);
    expect(parseStatements("{}")).toEqual([]);
  });

  it.each([
    "",
    "{",
    "[]",
    "null",
    '"Allow"',
    '{"Statement":["Allow"]}',
    '{"Statement":[{}]}',
    '{"Statement":[{"Effect":"allow"}]}',
    '{"Statement":[{"Effect":"Allow"},{"Effect":"Perhaps"}]}',
    '{"Statement":[{"Effect":"Allow","Action":{"toString":null,"valueOf":null}}]}',
  ])("is not made of %j", (text) => {
    expect(parseStatements(text)).toBeUndefined();
  });

  it("takes nothing from a prototype", () => {
    expect(parseStatements('{"Statement":[{"__proto__":{"Effect":"Allow"}}]}')).toBeUndefined();
  });
});

describe("a policy that is written", () => {
  it("is read again as it was meant", () => {
    const text = policyText([{ Sid: "Read", Effect: "Allow", Action: ["s3:Get*"], Resource: "*" }]);
    expect(JSON.parse(text)).toHaveProperty("Version", "2012-10-17");
    expect(parseStatements(text)).toEqual([
      { ...NOTHING, effect: "Allow", actions: ["s3:Get*"], resources: ["*"] },
    ]);
  });

  it("lets one service assume a role, under a condition where there is one", () => {
    const condition = { StringEquals: { "aws:SourceAccount": "111122223333" } };
    const trusted = {
      ...NOTHING,
      effect: "Allow",
      actions: ["sts:AssumeRole"],
      principals: ["Service:lambda.amazonaws.com"],
    };
    expect(parseStatements(serviceTrust("lambda.amazonaws.com"))).toEqual([trusted]);
    expect(parseStatements(serviceTrust("lambda.amazonaws.com", condition))).toEqual([
      {
        ...trusted,
        conditions: [{ operator: "StringEquals", key: "aws:SourceAccount", values: ["111122223333"] }],
      },
    ]);
  });
});
