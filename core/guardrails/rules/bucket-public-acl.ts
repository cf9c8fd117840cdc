import { BUCKET_NAMES } from "../../reachability/checked-network.js";
import { attributeOf, satisfies } from "../../terraform/attribute.js";
import { allOf } from "../../terraform/knowledge.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** Canned ACLs that grant AllUsers or AuthenticatedUsers (Amazon S3 User Guide, "Access control list overview"). */
const PUBLIC_ACLS: ReadonlySet<string> = new Set(["public-read", "public-read-write", "authenticated-read"]);

/** CORDON-S3-006: The ACL of a bucket lets everybody in. */
export const bucketPublicAcl: Guardrail = {
  id: "CORDON-S3-006",
  title: "The ACL of a bucket lets everybody in",
  severity: "critical",
  why: "Every address of the internet may list, read or write it.",
  fix: "Set the ACL to private, or better delete it and keep object ownership at BucketOwnerEnforced.",
  equivalents: {
    checkov: ["CKV_AWS_20", "CKV_AWS_57", "CKV_AWS_375"],
    trivy: ["AWS-0092"],
    cdkNag: [],
    cis: ["2.1.4"],
    nist: ["AC-3", "AC-6"],
  },
  *check(network) {
    for (const bucket of network.resources("aws_s3_bucket")) {
      yield* requirement(
        allOf(
          satisfies(attributeOf(bucket, "acl"), (acl) => !PUBLIC_ACLS.has(String(acl))),
          ...network
            .companions(bucket, "aws_s3_bucket_acl", "bucket", BUCKET_NAMES)
            .found.map((acl) => satisfies(attributeOf(acl, "acl"), (name) => !PUBLIC_ACLS.has(String(name)))),
        ),
        bucket.id,
        "its ACL grants everybody, or every AWS account, access",
        "whether its ACL is public",
      );
    }
  },
};
