import { type Guardrail, violated } from "../guardrail.js";
import { policyDocument } from "../iam-document.js";

const PUBLIC_PROVIDER =
  /^Federated:.*(token\.actions\.githubusercontent\.com|gitlab\.com|app\.terraform\.io|api\.bitbucket\.org)/;

/** CORDON-IAM-009: Every workflow of a public identity provider may assume a role. */
export const federatedTrustWithoutSubject: Guardrail = {
  id: "CORDON-IAM-009",
  title: "Every workflow of a public identity provider may assume a role",
  severity: "critical",
  why: "The provider signs tokens for every repository of the world; only the condition on the subject tells yours apart.",
  fix: "Add a StringEquals or StringLike condition on the provider’s sub claim that names your organization and repository.",
  equivalents: { checkov: ["CKV_AWS_358"], trivy: [], cdkNag: [], cis: [], nist: ["AC-2", "AC-3", "IA-5"] },
  *check(network) {
    for (const role of network.resources("aws_iam_role")) {
      const document = policyDocument(network.model, role.values.get("assume_role_policy"));
      if (document.kind !== "statements") continue;
      const open = document.statements.some(
        ({ effect, principals, conditions }) =>
          effect === "Allow" &&
          principals.some((principal) => PUBLIC_PROVIDER.test(principal)) &&
          !conditions.some(
            ({ key, values }) =>
              key.endsWith(":sub") &&
              values.length > 0 &&
              values.every((value) => !/^(repo:)?\*/.test(value)),
          ),
      );
      if (open)
        yield violated(role.id, "its trust policy does not name the subject of the provider's tokens");
    }
  },
};
