import { coversService } from "../../iam/action-pattern.js";
import type { Statement } from "../../iam/statement.js";
import { BUCKET_NAMES, type CheckedNetwork, judged } from "../../reachability/checked-network.js";
import type { Knowledge } from "../../terraform/knowledge.js";
import type { Resource } from "../../terraform/resource.js";
import { type Guardrail, requirement } from "../guardrail.js";
import { policyDocument } from "../iam-document.js";

/** CORDON-S3-004: A bucket answers requests without TLS. */
export const bucketWithoutTls: Guardrail = {
  id: "CORDON-S3-004",
  title: "A bucket answers requests without TLS",
  severity: "medium",
  why: "Credentials and data can then be read and changed on the way.",
  fix: "Add a bucket policy that denies s3:* to everybody where aws:SecureTransport is false.",
  equivalents: {
    checkov: ["CKV_AWS_379"],
    trivy: [],
    cdkNag: ["S10"],
    cis: ["2.1.1"],
    nist: ["AC-17(2)", "SC-8"],
  },
  *check(network) {
    for (const bucket of network.resources("aws_s3_bucket")) {
      yield* requirement(
        deniesPlainRequests(network, bucket),
        bucket.id,
        "no policy statement denies requests without TLS",
        "whether its policy denies requests without TLS",
      );
    }
  },
};

function deniesPlainRequests(network: CheckedNetwork, bucket: Resource): Knowledge {
  return judged(network.companions(bucket, "aws_s3_bucket_policy", "bucket", BUCKET_NAMES), (policy) => {
    const document = policyDocument(network.model, policy.values.get("policy"));
    if (document.kind === "unknown") return "unknown";
    return document.kind === "statements" && document.statements.some(isTlsOnly) ? "yes" : "no";
  });
}

function isTlsOnly({ effect, principals, actions, conditions }: Statement): boolean {
  return (
    effect === "Deny" &&
    principals.includes("*") &&
    actions.some((action) => coversService(action, "s3")) &&
    conditions.length === 1 &&
    conditions.every(
      ({ operator, key, values }) =>
        operator.startsWith("Bool") &&
        key.toLowerCase() === "aws:securetransport" &&
        values.every((value) => value === "false"),
    )
  );
}
