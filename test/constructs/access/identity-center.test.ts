import { describe, expect, it } from "vitest";
import type { JitAccessProps } from "../../../constructs/access/jit-access-props.js";
import { ACCESS_BROKER } from "../../../core/contracts/access-broker.js";
import { expectRefused } from "../../harness/misuse.js";
import { statements, synthesizeStack, the } from "../stack-resources.js";
import { type Attributes, newStack, type SynthesizedStack } from "../synthesized.js";
import { changedEntitlements, jitIn } from "./jit-stack.js";

const deploy = (props: Partial<JitAccessProps>): SynthesizedStack =>
  synthesizeStack((stack) => jitIn(stack, props));
const FUNCTIONS = Object.keys(ACCESS_BROKER) as (keyof typeof ACCESS_BROKER)[];
const contractOf = (key: string, stack: SynthesizedStack): Record<string, Attributes> =>
  statements(the(stack, "aws_iam_role_policy", new RegExp(`broker_${key}_role_policy`))["policy"]);

describe("the groups of IAM Identity Center", () => {
  const identityCenter = { identityStoreId: "d-1234567890" };
  const variables = (stack: SynthesizedStack, key: string) =>
    (
      the(stack, "aws_lambda_function", new RegExp(`broker_${key}_`)) as {
        environment: { variables: Record<string, string> };
      }
    ).environment.variables;

  it.each(FUNCTIONS)("are read by %s, in the account of the stack: three calls, on one store", (key) => {
    const stack = deploy({ identityCenter });
    expect(variables(stack, key)).toMatchObject({ CORDON_IDENTITY_STORE: "d-1234567890" });
    const { IdentityStore, IdentityStoreRole } = contractOf(key, stack);
    expect(IdentityStore).toMatchObject({
      Action: [
        "identitystore:DescribeGroup",
        "identitystore:GetUserId",
        "identitystore:ListGroupMembershipsForMember",
      ],
      Resource: [
        expect.stringMatching(/:identitystore::111122223333:identitystore\/d-1234567890$/),
        expect.stringMatching(/:identitystore:::group\/\*$/),
        expect.stringMatching(/:identitystore:::membership\/\*$/),
        expect.stringMatching(/:identitystore:::user\/\*$/),
      ],
    });
    expect(IdentityStoreRole).toBeUndefined();
  });

  it("are read by a role of another account, and then by nothing else", () => {
    const roleArn = "arn:aws:iam::123456789012:role/reads-groups";
    const stack = deploy({ identityCenter: { ...identityCenter, region: "eu-west-1", roleArn } });
    expect(variables(stack, "provision")).toMatchObject({
      CORDON_IDENTITY_STORE_REGION: "eu-west-1",
      CORDON_IDENTITY_STORE_ROLE: roleArn,
    });
    const { IdentityStore, IdentityStoreRole } = contractOf("provision", stack);
    expect(IdentityStore).toBeUndefined();
    expect(IdentityStoreRole).toMatchObject({ Action: ["sts:AssumeRole"], Resource: [roleArn] });
  });

  it("may approve where the file gives a group to nobody, and only then", () => {
    const stack = newStack();
    const entitlements = changedEntitlements({ approval: { required: 1, approvers: ["group:dba"] } });
    expectRefused(stack, () => jitIn(stack, { entitlements }), {
      code: "CORDON_JIT_ENTITLEMENT_REFUSED",
      where: "network/jit",
    });
    expect(() => jitIn(stack, { entitlements, identityCenter })).not.toThrow();
  });

  it.each([
    [{ identityStoreId: "1234567890" }],
    [{ identityStoreId: "d-1234567890", roleArn: "arn:aws:iam::123456789012:user/reads-groups" }],
    [{ identityStoreId: "d-1234567890", region: "Frankfurt" }],
  ])("are refused of %j", (wrong) => {
    const stack = newStack();
    expectRefused(stack, () => jitIn(stack, { identityCenter: wrong }), {
      code: "CORDON_JIT_SETTING_REFUSED",
      where: "network/jit",
    });
  });
});
