import { attributeOf } from "../../terraform/attribute.js";
import { isBlock } from "../../terraform/value.js";
import { type Guardrail, violated } from "../guardrail.js";

/** An access key id (IAM User Guide, "IAM identifiers"), a private key, or a token of a well-known form. */
const CREDENTIAL =
  /(^|[^A-Z0-9])(AKIA|ASIA)[A-Z2-7]{16}([^A-Z0-9]|$)|-----BEGIN [A-Z ]*PRIVATE KEY-----|gh[pousr]_[A-Za-z0-9]{36}/;

/** CORDON-LAMBDA-001: A function has a credential in its environment. */
export const secretInEnvironment: Guardrail = {
  id: "CORDON-LAMBDA-001",
  title: "A function has a credential in its environment",
  severity: "critical",
  why: "Everybody who may read the function’s configuration, its state file or its plan has the credential.",
  fix: "Store it in Secrets Manager or Parameter Store and let the function’s role read it; replace the one that leaked.",
  equivalents: { checkov: ["CKV_AWS_45"], trivy: [], cdkNag: [], cis: [], nist: ["IA-5", "SC-28"] },
  *check(network) {
    for (const lambda of network.resources("aws_lambda_function")) {
      const variables = attributeOf(lambda, "environment", "variables");
      if (!isBlock(variables)) continue;
      for (const [name, value] of variables) {
        if (typeof value === "string" && CREDENTIAL.test(value))
          yield violated(lambda.id, `the variable ${name} holds a credential`);
      }
    }
  },
};
