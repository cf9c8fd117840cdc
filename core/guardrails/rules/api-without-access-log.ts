import { attributeOf, isSet } from "../../terraform/attribute.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-API-002: A stage of an API writes no access log. */
export const apiWithoutAccessLog: Guardrail = {
  id: "CORDON-API-002",
  title: "A stage of an API writes no access log",
  severity: "medium",
  why: "Without it nobody can say afterwards who asked for what.",
  fix: "Set access_log_settings with a destination_arn and a format.",
  equivalents: {
    checkov: ["CKV_AWS_76"],
    trivy: ["AWS-0001"],
    cdkNag: ["APIG1"],
    cis: [],
    nist: ["AU-2", "AU-12"],
  },
  *check(network) {
    for (const resource of network.resources("aws_apigatewayv2_stage")) {
      yield* requirement(
        isSet(attributeOf(resource, "access_log_settings", "destination_arn")),
        resource.id,
        "access logs are not enabled",
        "whether access logs are enabled",
      );
    }
  },
};
