import { attributeOf, isOn, isSet } from "../../terraform/attribute.js";
import { anyOf } from "../../terraform/knowledge.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-SQS-001: A queue is not encrypted. */
export const queueWithoutEncryption: Guardrail = {
  id: "CORDON-SQS-001",
  title: "A queue is not encrypted",
  severity: "medium",
  why: "Messages can be read by whoever reads the disk or the memory of the service.",
  fix: "Set sqs_managed_sse_enabled to true, or name a kms_master_key_id.",
  equivalents: {
    checkov: ["CKV_AWS_27", "CKV_AWS_387"],
    trivy: ["AWS-0096", "AWS-0135"],
    cdkNag: ["SQS2"],
    cis: [],
    nist: ["SC-13", "SC-28"],
  },
  *check(network) {
    for (const queue of network.resources("aws_sqs_queue")) {
      // A queue made without either switch is encrypted with the key of SQS (SQS Developer Guide, "Encryption at rest").
      yield* requirement(
        anyOf(
          isSet(attributeOf(queue, "kms_master_key_id")),
          isOn(attributeOf(queue, "sqs_managed_sse_enabled"), true),
        ),
        queue.id,
        "its messages are not encrypted",
        "whether its messages are encrypted",
      );
    }
  },
};
