import { attributeOf, isOn } from "../../terraform/attribute.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-DDB-002: A table is not encrypted with a key of its owner. */
export const tableWithoutKey: Guardrail = {
  id: "CORDON-DDB-002",
  title: "A table is not encrypted with a key of its owner",
  severity: "low",
  why: "With the key that AWS owns, whoever may read the table may decrypt it: a KMS key is a second, logged decision.",
  fix: "Set server_side_encryption.enabled to true and name a kms_key_arn.",
  equivalents: {
    checkov: ["CKV_AWS_119"],
    trivy: ["AWS-0025"],
    cdkNag: [],
    cis: [],
    nist: ["SC-13", "SC-28"],
  },
  *check(network) {
    for (const resource of network.resources("aws_dynamodb_table")) {
      yield* requirement(
        isOn(attributeOf(resource, "server_side_encryption", "enabled"), false),
        resource.id,
        "no KMS key is set for the table",
        "whether a KMS key encrypts the table",
      );
    }
  },
};
