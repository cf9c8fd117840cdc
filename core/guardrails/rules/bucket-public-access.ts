import { BUCKET_NAMES, type CheckedNetwork, judged } from "../../reachability/checked-network.js";
import { attributeOf, isOn } from "../../terraform/attribute.js";
import type { Knowledge } from "../../terraform/knowledge.js";
import { allOf, anyOf } from "../../terraform/knowledge.js";
import type { Resource } from "../../terraform/resource.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-S3-001: A bucket does not block public access. */
export const bucketPublicAccess: Guardrail = {
  id: "CORDON-S3-001",
  title: "A bucket does not block public access",
  severity: "high",
  why: "One wrong ACL or policy statement then makes every object public.",
  fix: "Add an aws_s3_bucket_public_access_block with all four switches on.",
  equivalents: {
    checkov: ["CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CKV2_AWS_6"],
    trivy: ["AWS-0086", "AWS-0087", "AWS-0091", "AWS-0093", "AWS-0094"],
    cdkNag: ["S2"],
    cis: ["2.1.4"],
    nist: ["AC-3", "AC-4", "AC-6"],
  },
  *check(network) {
    for (const bucket of network.resources("aws_s3_bucket")) {
      yield* requirement(
        blocksPublicAccess(network, bucket),
        bucket.id,
        "not all of the four switches that block public access are on",
        "whether public access is blocked",
      );
    }
  },
};

const SWITCHES = [
  "block_public_acls",
  "block_public_policy",
  "ignore_public_acls",
  "restrict_public_buckets",
];

function blocksPublicAccess(network: CheckedNetwork, bucket: Resource): Knowledge {
  const own = network.companions(bucket, "aws_s3_bucket_public_access_block", "bucket", BUCKET_NAMES);
  const account = network.resources("aws_s3_account_public_access_block");
  return anyOf(judged(own, allOn), ...account.map(allOn));
}

function allOn(block: Resource): Knowledge {
  return allOf(...SWITCHES.map((name) => isOn(attributeOf(block, name), false)));
}
