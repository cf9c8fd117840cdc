import { BUCKET_NAMES, judged } from "../../reachability/checked-network.js";
import { attributeOf, isOn, satisfies } from "../../terraform/attribute.js";
import { anyOf } from "../../terraform/knowledge.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-S3-003: A bucket keeps no versions. */
export const bucketVersioning: Guardrail = {
  id: "CORDON-S3-003",
  title: "A bucket keeps no versions",
  severity: "medium",
  why: "What is overwritten or deleted, by mistake or by ransomware, is gone.",
  fix: "Add an aws_s3_bucket_versioning with status Enabled.",
  equivalents: { checkov: ["CKV_AWS_21"], trivy: ["AWS-0090"], cdkNag: [], cis: [], nist: ["CP-9", "SI-12"] },
  *check(network) {
    for (const bucket of network.resources("aws_s3_bucket")) {
      yield* requirement(
        anyOf(
          judged(
            network.companions(bucket, "aws_s3_bucket_versioning", "bucket", BUCKET_NAMES),
            (versioning) =>
              satisfies(
                attributeOf(versioning, "versioning_configuration", "status"),
                (status) => status === "Enabled",
              ),
          ),
          isOn(attributeOf(bucket, "versioning", "enabled"), false),
        ),
        bucket.id,
        "versioning is not enabled",
        "whether versions are kept",
      );
    }
  },
};
