import { isList, type Value } from "../../terraform/value.js";
import { type Guardrail, violated } from "../guardrail.js";

/** CORDON-IAM-005: A policy of AWS that allows nearly everything is attached. */
export const broadManagedPolicy: Guardrail = {
  id: "CORDON-IAM-005",
  title: "A policy of AWS that allows nearly everything is attached",
  severity: "high",
  why: "AWS writes these policies for people who administer accounts, not for workloads.",
  fix: "Attach a policy that lists the actions and resources that are needed.",
  equivalents: {
    checkov: ["CKV_AWS_274"],
    trivy: [],
    cdkNag: ["IAM4"],
    cis: ["1.16"],
    nist: ["AC-2", "AC-6"],
  },
  *check(network) {
    for (const attachment of network.resources(
      "aws_iam_role_policy_attachment",
      "aws_iam_user_policy_attachment",
      "aws_iam_group_policy_attachment",
      "aws_iam_policy_attachment",
    )) {
      const arn = attachment.values.get("policy_arn");
      if (isBroad(arn)) yield violated(attachment.id, `it attaches ${arn}`);
    }
    for (const role of network.resources("aws_iam_role")) {
      const arns = role.values.get("managed_policy_arns");
      for (const arn of isList(arns) ? arns.filter(isBroad) : [])
        yield violated(role.id, `it attaches ${arn}`);
    }
  },
};

const BROAD = /:iam::aws:policy\/(AdministratorAccess|PowerUserAccess|IAMFullAccess)$/;

function isBroad(arn: Value | undefined): arn is string {
  return typeof arn === "string" && BROAD.test(arn);
}
