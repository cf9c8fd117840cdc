import { attributeOf, satisfies } from "../../terraform/attribute.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-LAMBDA-002: A function URL asks for no authentication. */
export const openFunctionUrl: Guardrail = {
  id: "CORDON-LAMBDA-002",
  title: "A function URL asks for no authentication",
  severity: "critical",
  why: "Everybody who guesses or finds the address may call it.",
  fix: "Set authorization_type to AWS_IAM, or put an authorizer before the function.",
  equivalents: { checkov: ["CKV_AWS_258"], trivy: [], cdkNag: [], cis: [], nist: ["AC-3", "AC-17"] },
  *check(network) {
    for (const url of network.resources("aws_lambda_function_url")) {
      yield* requirement(
        satisfies(attributeOf(url, "authorization_type"), (type) => type === "AWS_IAM"),
        url.id,
        "everybody may call the function URL",
        "who may call the function URL",
      );
    }
  },
};
