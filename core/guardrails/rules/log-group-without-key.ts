import { attributeOf, isSet } from "../../terraform/attribute.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-LOG-002: A log group is not encrypted with a key of its owner. */
export const logGroupWithoutKey: Guardrail = {
  id: "CORDON-LOG-002",
  title: "A log group is not encrypted with a key of its owner",
  severity: "low",
  why: "With the key that AWS owns, whoever may read the logs may decrypt them: a KMS key is a second, logged decision.",
  fix: "Set kms_key_id.",
  equivalents: {
    checkov: ["CKV_AWS_158"],
    trivy: ["AWS-0017"],
    cdkNag: ["CloudWatchLogGroupEncrypted"],
    cis: [],
    nist: ["SC-13", "SC-28"],
  },
  *check(network) {
    for (const resource of network.resources("aws_cloudwatch_log_group")) {
      yield* requirement(
        isSet(attributeOf(resource, "kms_key_id")),
        resource.id,
        "no KMS key is set for the log group",
        "whether a KMS key encrypts the log group",
      );
    }
  },
};
