import { attributeOf, isOn } from "../../terraform/attribute.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-DDB-001: A table cannot be restored to a point in time. */
export const tableWithoutRecovery: Guardrail = {
  id: "CORDON-DDB-001",
  title: "A table cannot be restored to a point in time",
  severity: "medium",
  why: "What is overwritten or deleted, by mistake or by an attacker, is gone.",
  fix: "Set point_in_time_recovery.enabled to true.",
  equivalents: {
    checkov: ["CKV_AWS_28"],
    trivy: ["AWS-0024"],
    cdkNag: ["DDB3"],
    cis: [],
    nist: ["CP-9", "CP-10"],
  },
  *check(network) {
    for (const resource of network.resources("aws_dynamodb_table")) {
      yield* requirement(
        isOn(attributeOf(resource, "point_in_time_recovery", "enabled"), false),
        resource.id,
        "point-in-time recovery is off",
        "whether point-in-time recovery is on",
      );
    }
  },
};
