import { BUCKET_NAMES, type CheckedNetwork, judged } from "../../reachability/checked-network.js";
import { attributeOf, isSet, satisfies, valueAt } from "../../terraform/attribute.js";
import type { Knowledge } from "../../terraform/knowledge.js";
import { allOf, anyOf } from "../../terraform/knowledge.js";
import type { Resource } from "../../terraform/resource.js";
import { type Block, Reference, textOf } from "../../terraform/value.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-S3-002: A bucket is not encrypted with a key of its owner. */
export const bucketEncryptionKey: Guardrail = {
  id: "CORDON-S3-002",
  title: "A bucket is not encrypted with a key of its owner",
  severity: "low",
  why: "With the key that AWS owns, whoever may read the bucket may decrypt it: a KMS key is a second, logged decision.",
  fix: "Add an aws_s3_bucket_server_side_encryption_configuration with sse_algorithm aws:kms and a kms_master_key_id.",
  equivalents: {
    checkov: ["CKV_AWS_19", "CKV_AWS_145"],
    trivy: ["AWS-0088", "AWS-0132"],
    cdkNag: [],
    cis: [],
    nist: ["SC-12", "SC-13", "SC-28"],
  },
  *check(network) {
    const delivered = deliveryBuckets(network);
    for (const bucket of network.resources("aws_s3_bucket")) {
      if (delivered.has(bucket.id) || delivered.has(textOf(attributeOf(bucket, "bucket")) ?? "")) continue;
      yield* requirement(
        hasOwnKey(network, bucket),
        bucket.id,
        "no KMS key is set for its encryption",
        "whether a KMS key encrypts it",
      );
    }
  },
};

/**
 * Buckets, by id or name, that load balancers deliver their logs to.
 *
 * They write to buckets with the keys of S3 alone. Source: User Guide for Application Load Balancers, "Enable access logs".
 */
function deliveryBuckets(network: CheckedNetwork): ReadonlySet<string> {
  const names = network
    .resources("aws_lb", "aws_alb")
    .flatMap((balancer) =>
      ["access_logs", "connection_logs"].map((kind) => attributeOf(balancer, kind, "bucket")),
    )
    .map((value) => (value instanceof Reference ? value.resource : textOf(value)));
  return new Set(names.filter((name): name is string => name !== undefined && name !== ""));
}

function hasOwnKey(network: CheckedNetwork, bucket: Resource): Knowledge {
  const separate = network.companions(
    bucket,
    "aws_s3_bucket_server_side_encryption_configuration",
    "bucket",
    BUCKET_NAMES,
  );
  return anyOf(
    judged(separate, ({ values }) => namesKey(values, ["rule"])),
    namesKey(bucket.values, ["server_side_encryption_configuration", "rule"]),
  );
}

function namesKey(block: Block, path: readonly string[]): Knowledge {
  const encryption = [...path, "apply_server_side_encryption_by_default"];
  return allOf(
    satisfies(
      valueAt(block, [...encryption, "sse_algorithm"]),
      (name) => name === "aws:kms" || name === "aws:kms:dsse",
    ),
    isSet(valueAt(block, [...encryption, "kms_master_key_id"])),
  );
}
