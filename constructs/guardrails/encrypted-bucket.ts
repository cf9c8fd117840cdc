import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { S3BucketObjectLockConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration/index.js";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning/index.js";
import { Construct } from "constructs";
import { wholeNumber } from "../../core/contracts/variable.js";
import { type PolicyStatement, policyText } from "../../core/iam/policy-text.js";
import { pattern, TAGS } from "../../core/options/aws-kinds.js";
import type { SettingErrorCode } from "../../core/options/error-codes.js";
import { either, FUNCTION, number, orToken, word } from "../../core/options/kinds.js";
import { type OptionKind, optional } from "../../core/options/option-kind.js";
import { options } from "../../core/options/shape.js";
import { type Checked, checkConstruct, instanceOf } from "../settings/check-construct.js";
import { EncryptionKey } from "./encryption-key.js";

/** What a bucket is for. */
export interface EncryptedBucketProps {
  /** Start of the bucket's name; Terraform appends what makes it unique. At most 37 characters. */
  readonly namePrefix: string;
  /** "AES256" is the key that S3 keeps itself, for what load balancers deliver: they write to no other bucket. */
  readonly key: EncryptionKey | "AES256";
  /** Days until an object is deleted. Its bytes can still be recovered for `recoveryDays`, and are gone after them. */
  readonly retentionDays: number;
  /** Days for which what was overwritten or deleted, by age too, can be recovered; from 1. @default 30 */
  readonly recoveryDays?: number;
  /**
   * Statements of the bucket's policy besides the one that refuses requests without TLS.
   * @default - none: IAM of the account decides alone
   */
  readonly statements?: (bucketArn: string) => readonly PolicyStatement[];
  /**
   * Days for which nobody may change or delete a version, by Object Lock.
   * @default - versions can be deleted
   */
  readonly lockedDays?: number;
  /** Whether some may lift the lock ("GOVERNANCE"), or nobody at all ("COMPLIANCE"). @default "GOVERNANCE" */
  readonly lockMode?: "GOVERNANCE" | "COMPLIANCE";
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Days until something is deleted: a century is for ever, and more is a slip. */
export const RETENTION_DAYS = wholeNumber(1, 36_500);

/** The start of a bucket's name, which Terraform ends with 26 characters; 63 are allowed (S3, "Bucket naming rules"). */
export const BUCKET_PREFIX: OptionKind = orToken(
  pattern(
    "1 to 37 lower-case letters, digits, dots and hyphens, the first a letter or digit",
    /^[a-z0-9][a-z0-9.-]{0,36}$/,
  ),
);

const ENCRYPTED_BUCKET: Checked<SettingErrorCode> = {
  subject: "the bucket",
  code: "CORDON_SETTING_REFUSED",
  kind: options<EncryptedBucketProps>({
    namePrefix: BUCKET_PREFIX,
    key: either(instanceOf("an EncryptionKey", EncryptionKey), word("AES256")),
    retentionDays: orToken(number(RETENTION_DAYS)),
    recoveryDays: optional(number(RETENTION_DAYS)),
    lockedDays: optional(number(RETENTION_DAYS)),
    lockMode: optional(word("GOVERNANCE", "COMPLIANCE")),
    statements: optional(FUNCTION),
    tags: optional(TAGS),
  }),
};

const DEFAULT_RECOVERY_DAYS = 30;

/** An S3 bucket for what nobody outside may see: encrypted, versioned, private, TLS only, emptied by age. */
export class EncryptedBucket extends Construct {
  readonly bucketArn: string;
  readonly bucketName: string;
  readonly resource: S3Bucket;
  /** What writers wait for: with the policy in place, the bucket is as it is meant to be. */
  readonly policy: S3BucketPolicy;

  /** @throws CordonError CORDON_SETTING_REFUSED */
  constructor(scope: Construct, id: string, props: EncryptedBucketProps) {
    checkConstruct(scope, id, props, ENCRYPTED_BUCKET);
    super(scope, id);
    this.resource = new S3Bucket(this, "Resource", {
      bucketPrefix: props.namePrefix,
      ...(props.lockedDays === undefined ? {} : { objectLockEnabled: true }),
      tags: { ...props.tags },
    });
    const bucket = this.resource.id;
    this.bucketArn = this.resource.arn;
    this.bucketName = bucket;
    const access = new S3BucketPublicAccessBlock(this, "public-access", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    if (props.lockedDays !== undefined) {
      new S3BucketObjectLockConfigurationA(this, "lock", {
        bucket,
        rule: { defaultRetention: { mode: props.lockMode ?? "GOVERNANCE", days: props.lockedDays } },
        dependsOn: [versioning],
      });
    }
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [
        {
          applyServerSideEncryptionByDefault:
            props.key === "AES256"
              ? { sseAlgorithm: "AES256" }
              : { sseAlgorithm: "aws:kms", kmsMasterKeyId: props.key.keyArn },
          ...(props.key === "AES256" ? {} : { bucketKeyEnabled: true }),
        },
      ],
    });
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [
        {
          id: "expire",
          status: "Enabled",
          filter: [{ prefix: "" }],
          expiration: [{ days: props.retentionDays }],
          noncurrentVersionExpiration: [{ noncurrentDays: props.recoveryDays ?? DEFAULT_RECOVERY_DAYS }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
    });
    this.policy = new S3BucketPolicy(this, "policy", {
      bucket,
      policy: policyText([...(props.statements?.(this.bucketArn) ?? []), tlsOnly(this.bucketArn)]),
      // S3 refuses a policy and an access block that arrive at once (OperationAborted).
      dependsOn: [access],
    });
  }
}

function tlsOnly(bucketArn: string): PolicyStatement {
  return {
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}
