import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity/index.js";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition/index.js";
import { FlowLog } from "@cdktf/provider-aws/lib/flow-log/index.js";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key/index.js";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning/index.js";
import { Construct } from "constructs";

/** Where flow logs go and how long they stay. */
export interface FlowLogBucketProps {
  readonly vpcId: string;
  /** Start of the bucket's name; Terraform appends what makes it unique. At most 37 characters. */
  readonly namePrefix: string;
  /** Days until a log file is deleted. @default 400 */
  readonly retentionDays?: number;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A year for yearly reviews, and a month to do them in. */
const DEFAULT_RETENTION_DAYS = 400;
/** Versions that were overwritten or deleted stay this long, for recovery. */
const NONCURRENT_DAYS = 30;
const DELIVERY_SERVICE = "delivery.logs.amazonaws.com";

/**
 * Every packet flow of a VPC, accepted or rejected, in Parquet with Hive partitions by the hour, in an S3 bucket of
 * its own: encrypted with its own key, versioned, private, TLS only, emptied by age.
 *
 * Statements for the log delivery: Amazon VPC User Guide, "Publish flow logs to Amazon S3".
 */
export class FlowLogBucket extends Construct {
  readonly bucket: S3Bucket;
  readonly key: KmsKey;

  constructor(scope: Construct, id: string, props: FlowLogBucketProps) {
    super(scope, id);
    const tags = { ...props.tags };
    const account = new DataAwsCallerIdentity(this, "account").accountId;
    const partition = new DataAwsPartition(this, "partition").partition;
    this.key = new KmsKey(this, "key", {
      description: "Encrypts the VPC flow logs",
      enableKeyRotation: true,
      policy: keyPolicy(account, partition),
      tags,
    });
    this.bucket = new S3Bucket(this, "bucket", { bucketPrefix: props.namePrefix, tags });
    const bucket = this.bucket.id;
    const access = new S3BucketPublicAccessBlock(this, "public-access", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: this.key.arn },
          bucketKeyEnabled: true,
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
          expiration: [{ days: props.retentionDays ?? DEFAULT_RETENTION_DAYS }],
          noncurrentVersionExpiration: [{ noncurrentDays: NONCURRENT_DAYS }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
    });
    const policy = new S3BucketPolicy(this, "policy", {
      bucket,
      policy: bucketPolicy(this.bucket.arn, account),
      // S3 refuses a policy and an access block that arrive at once (OperationAborted).
      dependsOn: [access],
    });
    new FlowLog(this, "flow-log", {
      vpcId: props.vpcId,
      trafficType: "ALL",
      logDestinationType: "s3",
      logDestination: this.bucket.arn,
      maxAggregationInterval: 60,
      destinationOptions: { fileFormat: "parquet", hiveCompatiblePartitions: true, perHourPartition: true },
      tags,
      dependsOn: [policy],
    });
  }
}

function bucketPolicy(bucketArn: string, account: string): string {
  const fromThisAccount = { StringEquals: { "aws:SourceAccount": account } };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "LogDeliveryWrite",
        Effect: "Allow",
        Principal: { Service: DELIVERY_SERVICE },
        Action: "s3:PutObject",
        Resource: `${bucketArn}/*`,
        Condition: {
          StringEquals: { "aws:SourceAccount": account, "s3:x-amz-acl": "bucket-owner-full-control" },
        },
      },
      {
        Sid: "LogDeliveryCheck",
        Effect: "Allow",
        Principal: { Service: DELIVERY_SERVICE },
        Action: ["s3:GetBucketAcl", "s3:ListBucket"],
        Resource: bucketArn,
        Condition: fromThisAccount,
      },
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucketArn, `${bucketArn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}

function keyPolicy(account: string, partition: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        // Without this statement nobody could administer the key; IAM policies of the account then decide who does.
        Sid: "Account",
        Effect: "Allow",
        Principal: { AWS: `arn:${partition}:iam::${account}:root` },
        Action: "kms:*",
        Resource: "*",
      },
      {
        Sid: "LogDelivery",
        Effect: "Allow",
        Principal: { Service: DELIVERY_SERVICE },
        Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
    ],
  });
}
