import { attributeOf, isSet } from "../../terraform/attribute.js";
import { isBlock } from "../../terraform/value.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-LAMBDA-005: The environment of a function is not encrypted with a key of its owner. */
export const environmentWithoutKey: Guardrail = {
  id: "CORDON-LAMBDA-005",
  title: "The environment of a function is not encrypted with a key of its owner",
  severity: "low",
  why: "Whoever may read the function’s configuration reads the values; with a KMS key he also needs the right to decrypt.",
  fix: "Set kms_key_arn.",
  equivalents: { checkov: ["CKV_AWS_173"], trivy: [], cdkNag: [], cis: [], nist: ["SC-13", "SC-28"] },
  *check(network) {
    for (const lambda of network.resources("aws_lambda_function")) {
      const variables = attributeOf(lambda, "environment", "variables");
      if (isBlock(variables) ? variables.size === 0 : isSet(variables) === "no") continue;
      yield* requirement(
        isSet(attributeOf(lambda, "kms_key_arn")),
        lambda.id,
        "no KMS key is set for its environment variables",
        "whether a KMS key encrypts its environment variables",
      );
    }
  },
};
