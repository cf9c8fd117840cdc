import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { CloudwatchLogStream } from "@cdktf/provider-aws/lib/cloudwatch-log-stream/index.js";
import { CloudwatchLogSubscriptionFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-subscription-filter/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import {
  type KinesisFirehoseDeliveryStreamExtendedS3ConfigurationDataFormatConversionConfiguration as FormatConversion,
  KinesisFirehoseDeliveryStream,
  type KinesisFirehoseDeliveryStreamExtendedS3ConfigurationProcessingConfiguration as Processing,
} from "@cdktf/provider-aws/lib/kinesis-firehose-delivery-stream/index.js";
import { Construct } from "constructs";
import { RECORD_FILTER_PATTERN } from "../../core/detection/access-log-filters.js";
import { DELIVERY_PREFIXES, LAKE_FOLDERS } from "../../core/detection/access-log-lake.js";
import { type PolicyStatement, policyText, serviceTrust } from "../../core/iam/policy-text.js";
import { Account } from "../guardrails/account.js";
import type { EncryptedBucket } from "../guardrails/encrypted-bucket.js";
import type { EncryptionKey } from "../guardrails/encryption-key.js";
import type { AccessLogTable } from "./access-log-table.js";

/** What lies at the two ends of the delivery. */
export interface AccessLogDeliveryProps {
  readonly name: string;
  readonly logGroup: CloudwatchLogGroup;
  readonly errorLogGroupName: string;
  readonly errorLogRetentionDays: number;
  readonly bucket: EncryptedBucket;
  readonly table: AccessLogTable;
  readonly key: EncryptionKey;
  readonly bufferSeconds: number;
  readonly permissionsBoundary?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The least that Firehose accepts where it converts formats (Amazon Data Firehose Developer Guide). */
const BUFFER_MEBIBYTES = 64;

/**
 * CloudWatch Logs packs several lines into one gzip envelope. Firehose unpacks it and takes the lines out, in this order
 * (Amazon Data Firehose Developer Guide, "Decompress CloudWatch Logs", "Extract message after decompression").
 */
const UNPACK_LOG_LINES: Processing = {
  enabled: true,
  processors: [
    { type: "Decompression", parameters: [{ parameterName: "CompressionFormat", parameterValue: "GZIP" }] },
    {
      type: "CloudWatchLogProcessing",
      parameters: [{ parameterName: "DataMessageExtraction", parameterValue: "true" }],
    },
  ],
};

/** From the log group to the lake: a subscription, and a Firehose stream that writes Parquet by day and hour. */
export class AccessLogDelivery extends Construct {
  readonly stream: KinesisFirehoseDeliveryStream;
  /** Where Firehose says what it could not deliver. */
  readonly errorLogGroup: CloudwatchLogGroup;
  readonly subscription: CloudwatchLogSubscriptionFilter;

  constructor(scope: Construct, id: string, props: AccessLogDeliveryProps) {
    super(scope, id);
    const { accountId } = Account.of(this);
    this.errorLogGroup = new CloudwatchLogGroup(this, "errors", {
      name: props.errorLogGroupName,
      kmsKeyId: props.key.keyArn,
      retentionInDays: props.errorLogRetentionDays,
      tags: { ...props.tags },
    });
    const errorLogStream = new CloudwatchLogStream(this, "error-stream", {
      name: "delivery",
      logGroupName: this.errorLogGroup.name,
    });
    const [writer, writerPolicy] = this.#role("writer", props, {
      trust: serviceTrust("firehose.amazonaws.com", { StringEquals: { "aws:SourceAccount": accountId } }),
      statements: writerStatements(this, props, this.errorLogGroup.arn),
    });
    this.stream = new KinesisFirehoseDeliveryStream(this, "stream", {
      name: `${props.name}-access-log`,
      destination: "extended_s3",
      serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: props.key.keyArn },
      extendedS3Configuration: {
        bucketArn: props.bucket.bucketArn,
        roleArn: writer.arn,
        prefix: DELIVERY_PREFIXES.records,
        errorOutputPrefix: DELIVERY_PREFIXES.errors,
        bufferingInterval: props.bufferSeconds,
        bufferingSize: BUFFER_MEBIBYTES,
        // Parquet compresses inside the file.
        compressionFormat: "UNCOMPRESSED",
        kmsKeyArn: props.key.keyArn,
        processingConfiguration: UNPACK_LOG_LINES,
        dataFormatConversionConfiguration: toParquet(this, props.table, writer.arn),
        cloudwatchLoggingOptions: {
          enabled: true,
          logGroupName: this.errorLogGroup.name,
          logStreamName: errorLogStream.name,
        },
      },
      tags: { ...props.tags },
      // Firehose tries its role when the stream is made.
      dependsOn: [writerPolicy, props.bucket.policy],
    });
    const [sender, senderPolicy] = this.#role("sender", props, {
      trust: serviceTrust("logs.amazonaws.com", {
        ArnLike: { "aws:SourceArn": [props.logGroup.arn, `${props.logGroup.arn}:*`] },
      }),
      statements: [
        {
          Sid: "SendLines",
          Effect: "Allow",
          Action: ["firehose:PutRecord", "firehose:PutRecordBatch"],
          Resource: this.stream.arn,
        },
      ],
    });
    this.subscription = new CloudwatchLogSubscriptionFilter(this, "subscription", {
      name: "access-log",
      logGroupName: props.logGroup.name,
      filterPattern: RECORD_FILTER_PATTERN,
      destinationArn: this.stream.arn,
      roleArn: sender.arn,
      // CloudWatch Logs sends a test message when the subscription is made.
      dependsOn: [senderPolicy],
    });
  }

  #role(
    id: string,
    props: AccessLogDeliveryProps,
    { trust, statements }: { readonly trust: string; readonly statements: readonly PolicyStatement[] },
  ): [role: IamRole, policy: IamRolePolicy] {
    const role = new IamRole(this, id, {
      namePrefix: `${props.name}-${id}-`,
      assumeRolePolicy: trust,
      ...(props.permissionsBoundary === undefined ? {} : { permissionsBoundary: props.permissionsBoundary }),
      tags: { ...props.tags },
    });
    const policy = new IamRolePolicy(this, `${id}-policy`, {
      role: role.id,
      name: "delivery",
      policy: policyText(statements),
    });
    return [role, policy];
  }
}

/** JSON lines to Parquet with the columns of the Glue table. */
function toParquet(scope: Construct, table: AccessLogTable, roleArn: string): FormatConversion {
  return {
    // The OpenX deserializer reads RFC 3339 timestamps; Hive's own does not.
    inputFormatConfiguration: { deserializer: { openXJsonSerDe: {} } },
    outputFormatConfiguration: { serializer: { parquetSerDe: { compression: "SNAPPY" } } },
    schemaConfiguration: {
      databaseName: table.database.name,
      tableName: table.table.name,
      region: Account.of(scope).region,
      roleArn,
    },
  };
}

/** Amazon Data Firehose Developer Guide, "Grant Firehose access to an Amazon S3 destination", for one prefix each. */
function writerStatements(
  scope: Construct,
  { bucket, key, table }: AccessLogDeliveryProps,
  errorLogGroupArn: string,
): PolicyStatement[] {
  return [
    {
      Sid: "FindBucket",
      Effect: "Allow",
      Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      Resource: bucket.bucketArn,
    },
    {
      Sid: "WriteFiles",
      Effect: "Allow",
      Action: ["s3:AbortMultipartUpload", "s3:PutObject"],
      Resource: Object.values(LAKE_FOLDERS).map((folder) => `${bucket.bucketArn}/${folder}/*`),
    },
    {
      Sid: "EncryptFiles",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: key.keyArn,
      Condition: {
        StringEquals: { "kms:ViaService": `s3.${Account.of(scope).region}.amazonaws.com` },
        StringLike: { "kms:EncryptionContext:aws:s3:arn": [bucket.bucketArn, `${bucket.bucketArn}/*`] },
      },
    },
    {
      Sid: "ReadSchema",
      Effect: "Allow",
      Action: ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"],
      Resource: table.catalogArns,
    },
    {
      Sid: "ReportErrors",
      Effect: "Allow",
      Action: "logs:PutLogEvents",
      Resource: `${errorLogGroupArn}:log-stream:*`,
    },
  ];
}
