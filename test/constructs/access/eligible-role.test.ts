import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { describe, expect, it } from "vitest";
import { expectRefused } from "../../harness/misuse.js";
import { statements, synthesizeStack } from "../stack-resources.js";
import { named, newStack } from "../synthesized.js";
import { jitIn, targetIn, trustWith } from "./jit-stack.js";

describe("jit.eligible", () => {
  const BY_SESSION = {
    StringLike: { "aws:userid": "*:$${sts:SourceIdentity}" },
    ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*" },
  };
  const USER_NAME = { StringEquals: { "sts:SourceIdentity": "$${aws:username}" } };

  it("gives the role the boundary", () => {
    const stack = synthesizeStack((inner) => jitIn(inner).eligible(targetIn(inner, trustWith(USER_NAME))));
    const [, role] = named(stack, "aws_iam_role").find(([name]) => name === "orders") ?? [];
    expect(role?.["permissions_boundary"]).toMatch(/aws_iam_policy\.jit_boundary/);
  });

  it.each<[name: string, condition: object]>([
    ["the source identity to the user name", USER_NAME],
    ["the source identity to the session name, of roles that it names", BY_SESSION],
    [
      "the source identity to a tag",
      { StringEquals: { "sts:sourceidentity": "${aws:PrincipalTag/person}" } },
    ],
  ])("accepts a trust policy that pins %s", (_, condition) => {
    const stack = newStack();
    expect(() => jitIn(stack).eligible(targetIn(stack, trustWith(condition)))).not.toThrow();
  });

  it("asks for the session name where the entitlement tells people apart by it", () => {
    const stack = newStack();
    const jit = jitIn(stack);
    const pinned = { StringEquals: { "sts:RoleSessionName": "$${aws:username}" } };
    const home = targetIn(stack, trustWith(pinned), { name: "home" });
    expect(() => jit.eligible(home)).not.toThrow();
    home.assumeRolePolicy = trustWith(USER_NAME);
    expectRefused(stack, () => jit.eligible(home), {
      code: "CORDON_JIT_ROLE_UNPINNED",
      where: "network/orders",
    });
  });

  it.each<[name: string, trust: string]>([
    ["no condition", trustWith(undefined)],
    ["a literal that everybody could take", trustWith({ StringEquals: { "sts:SourceIdentity": "u-17" } })],
    [
      "a condition that holds where none is set",
      trustWith({ StringEqualsIfExists: { "sts:SourceIdentity": "$${aws:username}" } }),
    ],
    [
      "an alternative that everybody could take",
      trustWith({ StringEquals: { "sts:SourceIdentity": ["$${aws:username}", "u-17"] } }),
    ],
    ["a pattern", trustWith({ StringLike: { "sts:SourceIdentity": "*" } })],
    ["the session name only", trustWith({ StringEquals: { "sts:RoleSessionName": "$${aws:username}" } })],
    [
      "the session name of any role, which whoever assumes that role chooses",
      trustWith({ StringLike: BY_SESSION.StringLike }),
    ],
    [
      "the session name of every role of the account",
      trustWith({ ...BY_SESSION, ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/*" } }),
    ],
    [
      "the session name of roles but one",
      trustWith({ StringLike: BY_SESSION.StringLike, ArnNotLike: BY_SESSION.ArnLike }),
    ],
    ["a trust that is known at deployment", "$" + "{data.aws_iam_policy_document.trust.json}"],
    ["what is not JSON", "trust"],
  ])("refuses %s", (_, trust) => {
    const stack = newStack();
    const jit = jitIn(stack);
    const role = targetIn(stack, trust);
    expectRefused(stack, () => jit.eligible(role), {
      code: "CORDON_JIT_ROLE_UNPINNED",
      where: "network/orders",
    });
    expect(role.permissionsBoundaryInput).toBeUndefined();
  });

  it("accepts the trust policy that it writes itself, for each way to tell people apart", () => {
    const stack = newStack();
    const jit = jitIn(stack);
    for (const [name, person] of [
      ["orders", "aws:SourceIdentity"],
      ["home", "aws:userid"],
      ["other", "none"],
    ] as const) {
      const role = new IamRole(stack, `own-${name}`, {
        name,
        path: "/jit-targets/",
        assumeRolePolicy: jit.trustPolicy({ person }),
      });
      expect(() => jit.eligible(role, { person })).not.toThrow();
    }
    const { SessionsAsThemselves, UsersAsThemselves } = statements(jit.trustPolicy());
    expect(UsersAsThemselves).toMatchObject({ Principal: { AWS: "111122223333" } });
    expect(SessionsAsThemselves).toMatchObject({
      Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
      Condition: {
        ArnLike: {
          "aws:PrincipalArn": ["arn:aws:iam::111122223333:role/aws-reserved/*/AWSReservedSSO_Oncall_*"],
        },
        StringLike: { "aws:userid": "*:$${sts:SourceIdentity}" },
      },
    });
  });

  it("asks for nothing of AWS services, which take no source identity", () => {
    const stack = newStack();
    const trust = trustWith(undefined, { Service: "ec2.amazonaws.com" });
    expect(() => jitIn(stack).eligible(targetIn(stack, trust))).not.toThrow();
  });

  it("refuses a role that has another boundary", () => {
    const stack = newStack();
    const jit = jitIn(stack);
    const permissionsBoundary = "arn:aws:iam::111122223333:policy/other";
    const role = targetIn(stack, trustWith(USER_NAME), { permissionsBoundary });
    expectRefused(stack, () => jit.eligible(role), {
      code: "CORDON_JIT_ROLE_BOUNDARY",
      where: "network/orders",
    });
  });
});
