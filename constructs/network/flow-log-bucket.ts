import { FlowLog } from "@cdktf/provider-aws/lib/flow-log/index.js";
import { Construct } from "constructs";
import type { PolicyStatement } from "../../core/iam/policy-text.js";
import { ec2Id, TAGS } from "../../core/options/aws-kinds.js";
import type { SettingErrorCode } from "../../core/options/error-codes.js";
import { number, orToken } from "../../core/options/kinds.js";
import { optional } from "../../core/options/option-kind.js";
import { options } from "../../core/options/shape.js";
import { Account } from "../guardrails/account.js";
import { BUCKET_PREFIX, EncryptedBucket, RETENTION_DAYS } from "../guardrails/encrypted-bucket.js";
import { EncryptionKey } from "../guardrails/encryption-key.js";
import { type Checked, checkConstruct } from "../settings/check-construct.js";

/** Where flow logs go and how long they stay. */
export interface FlowLogBucketProps {
  readonly vpcId: string;
  /** Start of the bucket's name; Terraform appends what makes it unique. At most 37 characters. */
  readonly namePrefix: string;
  /** Days until a log file is deleted; for 30 more it can be recovered. @default 400 */
  readonly retentionDays?: number;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A year for yearly reviews, and a month to do them in. */
const DEFAULT_RETENTION_DAYS = 400;
const FLOW_LOG_BUCKET: Checked<SettingErrorCode> = {
  subject: "the bucket of flow logs",
  code: "CORDON_SETTING_REFUSED",
  kind: options<FlowLogBucketProps>({
    vpcId: ec2Id("vpc"),
    namePrefix: BUCKET_PREFIX,
    retentionDays: optional(orToken(number(RETENTION_DAYS))),
    tags: optional(TAGS),
  }),
};
const DELIVERY_SERVICE = "delivery.logs.amazonaws.com";

/**
 * Every packet flow of a VPC, accepted or rejected, in Parquet with Hive partitions by the hour, in an S3 bucket of
 * its own: encrypted with its own key, versioned, private, TLS only, emptied by age.
 *
 * Statements for the log delivery: Amazon VPC User Guide, "Publish flow logs to Amazon S3".
 */
export class FlowLogBucket extends Construct {
  readonly bucket: EncryptedBucket;
  readonly key: EncryptionKey;

  /** @throws CordonError CORDON_SETTING_REFUSED */
  constructor(scope: Construct, id: string, props: FlowLogBucketProps) {
    checkConstruct(scope, id, props, FLOW_LOG_BUCKET);
    super(scope, id);
    const tags = { ...props.tags };
    const { accountId } = Account.of(this);
    this.key = new EncryptionKey(this, "key", {
      description: "Encrypts the VPC flow logs",
      users: [
        {
          sid: "LogDelivery",
          service: DELIVERY_SERVICE,
          condition: { StringEquals: { "aws:SourceAccount": accountId } },
        },
      ],
      tags,
    });
    this.bucket = new EncryptedBucket(this, "bucket", {
      namePrefix: props.namePrefix,
      key: this.key,
      retentionDays: props.retentionDays ?? DEFAULT_RETENTION_DAYS,
      statements: (bucketArn) => deliveryStatements(bucketArn, accountId),
      tags,
    });
    new FlowLog(this, "flow-log", {
      vpcId: props.vpcId,
      trafficType: "ALL",
      logDestinationType: "s3",
      logDestination: this.bucket.bucketArn,
      maxAggregationInterval: 60,
      destinationOptions: { fileFormat: "parquet", hiveCompatiblePartitions: true, perHourPartition: true },
      tags,
      dependsOn: [this.bucket.policy],
    });
  }
}

function deliveryStatements(bucketArn: string, accountId: string): PolicyStatement[] {
  return [
    {
      Sid: "LogDeliveryWrite",
      Effect: "Allow",
      Principal: { Service: DELIVERY_SERVICE },
      Action: "s3:PutObject",
      Resource: `${bucketArn}/*`,
      Condition: {
        StringEquals: { "aws:SourceAccount": accountId, "s3:x-amz-acl": "bucket-owner-full-control" },
      },
    },
    {
      Sid: "LogDeliveryCheck",
      Effect: "Allow",
      Principal: { Service: DELIVERY_SERVICE },
      Action: ["s3:GetBucketAcl", "s3:ListBucket"],
      Resource: bucketArn,
      Condition: { StringEquals: { "aws:SourceAccount": accountId } },
    },
  ];
}
