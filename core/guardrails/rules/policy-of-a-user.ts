import { type Guardrail, violated } from "../guardrail.js";

/** CORDON-IAM-007: A policy is attached to a user. */
export const policyOfAUser: Guardrail = {
  id: "CORDON-IAM-007",
  title: "A policy is attached to a user",
  severity: "low",
  why: "Permissions of single users are forgotten when people change their work.",
  fix: "Attach the policy to a group or, better, to a role that people assume.",
  equivalents: {
    checkov: ["CKV_AWS_40"],
    trivy: ["AWS-0143"],
    cdkNag: ["IAMUserNoPolicies"],
    cis: ["1.15"],
    nist: ["AC-2", "AC-6"],
  },
  *check(network) {
    for (const policy of network.resources("aws_iam_user_policy", "aws_iam_user_policy_attachment")) {
      yield violated(policy.id, "it gives permissions to one user");
    }
  },
};
