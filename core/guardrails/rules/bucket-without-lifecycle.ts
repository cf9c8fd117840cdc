import { BUCKET_NAMES, type CheckedNetwork, judged } from "../../reachability/checked-network.js";
import { blocksAt } from "../../terraform/attribute.js";
import type { Knowledge } from "../../terraform/knowledge.js";
import type { Resource } from "../../terraform/resource.js";
import { textOf } from "../../terraform/value.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-S3-005: A bucket keeps everything for ever. */
export const bucketWithoutLifecycle: Guardrail = {
  id: "CORDON-S3-005",
  title: "A bucket keeps everything for ever",
  severity: "low",
  why: "Old data is a cost, and a risk that nobody looks at.",
  fix: "Add an aws_s3_bucket_lifecycle_configuration with an enabled rule that expires or archives objects.",
  equivalents: { checkov: ["CKV2_AWS_61"], trivy: [], cdkNag: [], cis: [], nist: ["SI-12"] },
  *check(network) {
    for (const bucket of network.resources("aws_s3_bucket")) {
      yield* requirement(
        hasLifecycle(network, bucket),
        bucket.id,
        "no enabled lifecycle rule applies to it",
        "whether a lifecycle rule applies to it",
      );
    }
  },
};

function hasLifecycle(network: CheckedNetwork, bucket: Resource): Knowledge {
  return judged(
    network.companions(bucket, "aws_s3_bucket_lifecycle_configuration", "bucket", BUCKET_NAMES),
    ({ values }) => {
      const { blocks, complete } = blocksAt(values, "rule");
      if (blocks.some((rule) => textOf(rule.get("status")) === "Enabled")) return "yes";
      return complete ? "no" : "unknown";
    },
  );
}
