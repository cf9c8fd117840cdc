import { attributeOf, isOn } from "../../terraform/attribute.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-KMS-001: A KMS key is never rotated. */
export const keyWithoutRotation: Guardrail = {
  id: "CORDON-KMS-001",
  title: "A KMS key is never rotated",
  severity: "medium",
  why: "The longer one key material serves, the more a leak of it is worth.",
  fix: "Set enable_key_rotation to true.",
  equivalents: {
    checkov: ["CKV_AWS_7"],
    trivy: ["AWS-0065"],
    cdkNag: ["KMS5"],
    cis: ["3.6"],
    nist: ["SC-12"],
  },
  *check(network) {
    for (const resource of network.resources("aws_kms_key")) {
      // Asymmetric and HMAC keys cannot be rotated by AWS (KMS Developer Guide, "Rotating AWS KMS keys").
      const spec = attributeOf(resource, "customer_master_key_spec");
      if (typeof spec === "string" && spec !== "SYMMETRIC_DEFAULT") continue;
      yield* requirement(
        isOn(attributeOf(resource, "enable_key_rotation"), false),
        resource.id,
        "its key material is never rotated",
        "whether it is rotated",
      );
    }
  },
};
