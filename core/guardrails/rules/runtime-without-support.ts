import { attributeOf, satisfies } from "../../terraform/attribute.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** Runtimes past their deprecation date in November 2026 (Lambda Developer Guide, "Lambda runtimes"). */
const WITHOUT_SUPPORT =
  /^(nodejs([0-9]\.[0-9x]+|1[0-9]\.x|20\.x)?|python(2\.7|3\.[6-9])|ruby(2\.[57]|3\.2)|java8|go1\.x|dotnetcore[0-9.]+|dotnet[5-7]|provided)$/;

/** CORDON-LAMBDA-004: A function runs on a runtime without security updates. */
export const runtimeWithoutSupport: Guardrail = {
  id: "CORDON-LAMBDA-004",
  title: "A function runs on a runtime without security updates",
  severity: "medium",
  why: "Flaws that are found now stay open; later AWS refuses to update the function at all.",
  fix: "Move to a supported runtime, for example nodejs24.x, python3.13 or java21.",
  equivalents: { checkov: ["CKV_AWS_363"], trivy: [], cdkNag: ["L1"], cis: [], nist: ["SI-2"] },
  *check(network) {
    for (const lambda of network.resources("aws_lambda_function")) {
      yield* requirement(
        satisfies(attributeOf(lambda, "runtime"), (runtime) => !WITHOUT_SUPPORT.test(String(runtime ?? ""))),
        lambda.id,
        "its runtime gets no security updates any more",
        "the runtime of the function",
      );
    }
  },
};
