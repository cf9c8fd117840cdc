import { letsEverybodyIn } from "../../iam/breadth.js";
import { type Guardrail, undecided, violated } from "../guardrail.js";
import { policyDocument } from "../iam-document.js";

/** CORDON-IAM-004: Everybody may assume a role. */
export const openTrustPolicy: Guardrail = {
  id: "CORDON-IAM-004",
  title: "Everybody may assume a role",
  severity: "critical",
  why: "Any AWS account of the world gets its permissions.",
  fix: "Name the accounts, roles or services that may assume it, and add a condition such as sts:ExternalId or aws:PrincipalOrgID.",
  equivalents: {
    checkov: ["CKV_AWS_60", "CKV_AWS_61"],
    trivy: [],
    cdkNag: [],
    cis: [],
    nist: ["AC-2", "AC-3", "AC-6"],
  },
  *check(network) {
    for (const role of network.resources("aws_iam_role")) {
      const document = policyDocument(network.model, role.values.get("assume_role_policy"));
      if (document.kind === "unknown")
        yield undecided(role.id, "who may assume the role is not determined by the input");
      if (document.kind === "statements" && document.statements.some(letsEverybodyIn)) {
        yield violated(role.id, "its trust policy names everybody");
      }
    }
  },
};
