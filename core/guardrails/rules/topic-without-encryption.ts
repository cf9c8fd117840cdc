import { attributeOf, isSet } from "../../terraform/attribute.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-SNS-001: A topic is not encrypted. */
export const topicWithoutEncryption: Guardrail = {
  id: "CORDON-SNS-001",
  title: "A topic is not encrypted",
  severity: "medium",
  why: "Messages can be read by whoever reads the disk or the memory of the service.",
  fix: "Set kms_master_key_id.",
  equivalents: {
    checkov: ["CKV_AWS_26"],
    trivy: ["AWS-0095", "AWS-0136"],
    cdkNag: ["SNSEncryptedKMS"],
    cis: [],
    nist: ["SC-13", "SC-28"],
  },
  *check(network) {
    for (const resource of network.resources("aws_sns_topic")) {
      yield* requirement(
        isSet(attributeOf(resource, "kms_master_key_id")),
        resource.id,
        "no KMS key is set for the topic",
        "whether a KMS key encrypts the topic",
      );
    }
  },
};
