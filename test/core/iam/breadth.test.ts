import { describe, expect, it } from "vitest";
import { coversService, isAction, isWholeService } from "../../../core/iam/action-pattern.js";
import { allowsAnyResource, letsEverybodyIn } from "../../../core/iam/breadth.js";
import { parseStatements, type Statement } from "../../../core/iam/statement.js";

function statement(members: object): Statement {
  const [one] = parseStatements(JSON.stringify({ Statement: { Effect: "Allow", ...members } })) ?? [];
  if (one === undefined) throw new Error("the statement of a test must be one");
  return one;
}

describe("a pattern of actions", () => {
  it("is one action, whatever its case", () => {
    expect(isAction("IAM:passrole", "iam:PassRole")).toBe(true);
    expect(isAction("iam:Pass*", "iam:PassRole")).toBe(false);
  });

  it.each([
    ["s3:*", true],
    ["S3:*", true],
    ["*", false],
    ["s3:Get*", false],
    ["*:*", false],
  ])("%s is a whole service: %s", (pattern, whole) => {
    expect(isWholeService(pattern)).toBe(whole);
  });

  it.each([
    ["*", true],
    ["s3:*", true],
    ["S3:*", true],
    ["s3:Get*", false],
    ["sqs:*", false],
  ])("%s covers s3: %s", (pattern, covers) => {
    expect(coversService(pattern, "s3")).toBe(covers);
  });
});

describe("a statement", () => {
  it.each([
    [{ Resource: "*" }, true],
    [{ Resource: ["arn:aws:s3:::a", "*"] }, true],
    [{ NotResource: "arn:aws:s3:::a" }, true],
    [{ Resource: "arn:aws:s3:::*" }, false],
    [{}, false],
  ])("%j allows any resource: %s", (members, any) => {
    expect(allowsAnyResource(statement(members))).toBe(any);
  });

  const condition = (operator: string, key: string, value: string) => ({
    Principal: "*",
    Condition: { [operator]: { [key]: value } },
  });
  it.each([
    [{ Principal: "*" }, true],
    [{ Principal: { AWS: "*" } }, true],
    [{ NotPrincipal: { AWS: "111122223333" } }, true],
    [{ Principal: { AWS: "111122223333" } }, false],
    [{ Principal: "*", Effect: "Deny" }, false],
    [condition("StringEquals", "aws:PrincipalAccount", "111122223333"), false],
    [condition("StringEquals", "AWS:sourceaccount", "111122223333"), false],
    [condition("StringNotEquals", "aws:PrincipalAccount", "111122223333"), true],
    [condition("StringEqualsIfExists", "aws:SourceVpce", "vpce-1"), true],
    [condition("Null", "aws:SourceArn", "false"), true],
    [condition("IpAddress", "aws:SourceIp", "0.0.0.0/0"), true],
    [condition("Bool", "aws:SecureTransport", "true"), true],
  ])("%j lets everybody in: %s", (members, everybody) => {
    expect(letsEverybodyIn(statement(members))).toBe(everybody);
  });
});
