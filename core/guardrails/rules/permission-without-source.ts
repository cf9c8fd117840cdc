import { attributeOf, isSet } from "../../terraform/attribute.js";
import { anyOf } from "../../terraform/knowledge.js";
import { type Guardrail, requirement, violated } from "../guardrail.js";

/** CORDON-LAMBDA-003: A permission lets a whole AWS service call a function. */
export const permissionWithoutSource: Guardrail = {
  id: "CORDON-LAMBDA-003",
  title: "A permission lets a whole AWS service call a function",
  severity: "high",
  why: "Anybody’s resource of that service, in any account, may then call it (the confused deputy).",
  fix: "Add source_arn, or source_account, or principal_org_id.",
  equivalents: {
    checkov: ["CKV_AWS_301", "CKV_AWS_364"],
    trivy: ["AWS-0067"],
    cdkNag: [],
    cis: [],
    nist: ["AC-3", "AC-6"],
  },
  *check(network) {
    for (const permission of network.resources("aws_lambda_permission")) {
      const principal = attributeOf(permission, "principal");
      const narrowed = anyOf(
        ...["source_arn", "source_account", "principal_org_id"].map((name) =>
          isSet(attributeOf(permission, name)),
        ),
      );
      if (principal === "*" && narrowed === "no")
        yield violated(permission.id, "everybody may call the function");
      else if (typeof principal === "string" && principal.endsWith(".amazonaws.com")) {
        yield* requirement(
          narrowed,
          permission.id,
          `${principal} may call the function for anybody's resource`,
          "for whose resource the service may call the function",
        );
      }
    }
  },
};
