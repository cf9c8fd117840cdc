import type { People } from "../../core/access/entitlement.js";
import { SOURCE_IDENTITY } from "../../core/iam/condition.js";
import type { PersonKey } from "../../core/iam/person-condition.js";
import { type PolicyStatement, policyText } from "../../core/iam/policy-text.js";
import { PINS } from "./eligible-role.js";

/**
 * The trust policy of a target: who may assume it, and only as themselves. IAM users by their names, sessions of the
 * roles of `people` by the session name that IAM Identity Center gave them.
 *
 * IAM User Guide, "Monitor and control actions taken with assumed roles". Whoever assumes it needs `sts:AssumeRole` in
 * a policy of their own, too.
 */
export function peopleTrust({ roles = [] }: People, account: string, person: PersonKey): string {
  const actions = person === SOURCE_IDENTITY ? ["sts:AssumeRole", "sts:SetSourceIdentity"] : "sts:AssumeRole";
  const common = { Effect: "Allow", Principal: { AWS: account }, Action: actions } as const;
  const named = roles.filter((role) => role.person === "sessionName").map(({ arn }) => arn);
  const pinned = person === "none" ? undefined : PINS[person];
  const users: PolicyStatement = {
    Sid: "UsersAsThemselves",
    ...common,
    Condition:
      pinned === undefined
        ? { ArnLike: { "aws:PrincipalArn": `arn:*:iam::${account}:user/*` } }
        : // Terraform reads "$${" as the "${" of IAM. Roles have no user name, so no session of one gets in here.
          { StringEquals: { [pinned]: "$${aws:username}" } },
  };
  if (named.length === 0) return policyText([users]);
  const sessions: PolicyStatement = {
    Sid: "SessionsAsThemselves",
    ...common,
    Condition: {
      // Of other roles, whoever may assume them chooses the session name.
      ArnLike: { "aws:PrincipalArn": named },
      ...(pinned === undefined ? {} : { StringLike: { "aws:userid": `*:$\${${pinned}}` } }),
    },
  };
  return policyText([users, sessions]);
}
