import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AccessLog, type AccessLogProps } from "../../../constructs/detection/access-log.js";
import { ACCESS_LOG_FIELDS } from "../../../core/detection/access-log.js";
import { accessLogColumns } from "../../../core/detection/access-log-schema.js";
import { refusal } from "../../harness/misuse.js";
import { statements, synthesizeStack, the } from "../stack-resources.js";
import { type Attributes, resources } from "../synthesized.js";

function deploy(props: AccessLogProps = { name: "shop" }) {
  return synthesizeStack((stack) => new AccessLog(stack, "log", props));
}

const deployed = deploy();
const REFERENCE = (type: string, name: string, attribute: string) =>
  expect.stringMatching(`^\\$\\{${type}\\.log_${name}_[0-9A-F]{8}\\.${attribute}\\}$`);
const KEY = REFERENCE("aws_kms_key", "key", "arn");

describe("AccessLog", () => {
  it("sends the records of its log group, and no other lines, to Firehose", () => {
    expect(the(deployed, "aws_cloudwatch_log_group", /logs/)).toMatchObject({
      name: "/cordon/shop/records",
      kms_key_id: KEY,
      retention_in_days: 30,
    });
    expect(the(deployed, "aws_cloudwatch_log_subscription_filter")).toMatchObject({
      filter_pattern: '{ ($.decision = "ALLOW") || ($.decision = "DENY") }',
      log_group_name: REFERENCE("aws_cloudwatch_log_group", "logs", "name"),
      destination_arn: REFERENCE("aws_kinesis_firehose_delivery_stream", "delivery_stream", "arn"),
      role_arn: REFERENCE("aws_iam_role", "delivery_sender", "arn"),
      depends_on: [expect.stringContaining("sender-policy")],
    });
    const decisions = ACCESS_LOG_FIELDS.find(({ name }) => name === "decision");
    expect(decisions).toMatchObject({ values: ["ALLOW", "DENY"] });
  });

  it("unpacks the envelopes of CloudWatch Logs before it converts the lines to Parquet", () => {
    const stream = the(deployed, "aws_kinesis_firehose_delivery_stream");
    expect(stream).toMatchObject({
      destination: "extended_s3",
      server_side_encryption: { enabled: true, key_type: "CUSTOMER_MANAGED_CMK", key_arn: KEY },
      extended_s3_configuration: {
        prefix: "access-log/dt=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/",
        error_output_prefix: "errors/!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/",
        buffering_interval: 60,
        buffering_size: 64,
        compression_format: "UNCOMPRESSED",
        kms_key_arn: KEY,
        processing_configuration: {
          enabled: true,
          processors: [
            {
              type: "Decompression",
              parameters: [{ parameter_name: "CompressionFormat", parameter_value: "GZIP" }],
            },
            {
              type: "CloudWatchLogProcessing",
              parameters: [{ parameter_name: "DataMessageExtraction", parameter_value: "true" }],
            },
          ],
        },
        data_format_conversion_configuration: {
          input_format_configuration: { deserializer: { open_x_json_ser_de: {} } },
          output_format_configuration: { serializer: { parquet_ser_de: { compression: "SNAPPY" } } },
          schema_configuration: {
            database_name: REFERENCE("aws_glue_catalog_database", "table_database", "name"),
            table_name: REFERENCE("aws_glue_catalog_table", "table", "name"),
          },
        },
        cloudwatch_logging_options: { enabled: true },
      },
    });
  });

  it("writes to its two folders and reads the table's definition, and may do nothing else", () => {
    const writer = statements(the(deployed, "aws_iam_role_policy", /writer/)["policy"]);
    const allowed = Object.values(writer).map(({ Action, Resource }) => ({ Action, Resource }));
    const bucket = REFERENCE("aws_s3_bucket", "lake", "arn");
    expect(allowed).toEqual([
      {
        Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
        Resource: bucket,
      },
      {
        Action: ["s3:AbortMultipartUpload", "s3:PutObject"],
        Resource: [
          expect.stringMatching(/arn\}\/access-log\/\*$/),
          expect.stringMatching(/arn\}\/errors\/\*$/),
        ],
      },
      { Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: KEY },
      {
        Action: ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"],
        Resource: [
          expect.stringMatching(/:catalog$/),
          expect.stringMatching(/:database\/shop_access_log$/),
          expect.stringMatching(/:table\/shop_access_log\/access_log$/),
        ],
      },
      { Action: "logs:PutLogEvents", Resource: expect.stringMatching(/:log-stream:\*$/) },
    ]);
    const sender = statements(the(deployed, "aws_iam_role_policy", /sender/)["policy"]);
    expect(Object.values(sender)).toEqual([
      {
        Sid: "SendLines",
        Effect: "Allow",
        Action: ["firehose:PutRecord", "firehose:PutRecordBatch"],
        Resource: REFERENCE("aws_kinesis_firehose_delivery_stream", "delivery_stream", "arn"),
      },
    ]);
  });

  it("has its services' roles trust the services for this account and log group alone", () => {
    const trust = (name: RegExp) =>
      statements(the(deployed, "aws_iam_role", name)["assume_role_policy"])["Assume"];
    expect(trust(/writer/)).toMatchObject({
      Principal: { Service: "firehose.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": expect.stringContaining("account_id") } },
    });
    expect(trust(/sender/)).toMatchObject({
      Principal: { Service: "logs.amazonaws.com" },
      Condition: {
        ArnLike: { "aws:SourceArn": [expect.stringContaining("log_logs"), expect.stringMatching(/:\*$/)] },
      },
    });
  });

  it("is a Glue table with the columns of the record, partitioned by projection", () => {
    expect(the(deployed, "aws_glue_catalog_table")).toMatchObject({
      name: "access_log",
      table_type: "EXTERNAL_TABLE",
      partition_keys: [
        { name: "dt", type: "string" },
        { name: "hour", type: "int" },
      ],
      parameters: {
        "projection.enabled": "true",
        "projection.dt.type": "date",
        "projection.dt.format": "yyyy-MM-dd",
        "projection.dt.range": "NOW-400DAYS,NOW",
        "projection.dt.interval": "1",
        "projection.dt.interval.unit": "DAYS",
        "projection.hour.type": "integer",
        "projection.hour.range": "0,23",
        "projection.hour.digits": "2",
        "storage.location.template": expect.stringMatching(
          /^s3:\/\/\$\{aws_s3_bucket\.log_lake_[0-9A-F]{8}\.id\}\/access-log\/dt=\$\$\{dt\}\/hour=\$\$\{hour\}\/$/,
        ),
      },
      storage_descriptor: { columns: accessLogColumns() },
    });
  });

  it("has a workgroup that caps and encrypts queries, with a sample query", () => {
    const workgroup = the(deploy({ name: "shop", queryBytesCutoff: 10_485_760 }), "aws_athena_workgroup");
    expect(workgroup).toMatchObject({
      name: "shop-access-log",
      configuration: {
        bytes_scanned_cutoff_per_query: 10_485_760,
        enforce_workgroup_configuration: true,
        publish_cloudwatch_metrics_enabled: true,
        engine_version: { selected_engine_version: "Athena engine version 3" },
        result_configuration: {
          encryption_configuration: { encryption_option: "SSE_KMS", kms_key_arn: KEY },
        },
      },
      tags: { Name: "shop-access-log" },
    });
    expect(the(deployed, "aws_athena_named_query")["query"]).toContain("WHERE dt >= ");
  });

  it("keeps records and results in encrypted, versioned, private buckets that empty themselves", () => {
    for (const [name, days, recovery] of [
      ["lake", 400, 30],
      ["results", 6, 1],
    ] as const) {
      expect(
        the(deployed, "aws_s3_bucket_server_side_encryption_configuration", new RegExp(name)),
      ).toMatchObject({
        rule: [
          { apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: KEY } },
        ],
      });
      expect(the(deployed, "aws_s3_bucket_versioning", new RegExp(name))).toMatchObject({
        versioning_configuration: { status: "Enabled" },
      });
      expect(the(deployed, "aws_s3_bucket_public_access_block", new RegExp(name))).toMatchObject({
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      });
      expect(the(deployed, "aws_s3_bucket_lifecycle_configuration", new RegExp(name))).toMatchObject({
        rule: [
          {
            status: "Enabled",
            expiration: [{ days }],
            noncurrent_version_expiration: [{ noncurrent_days: recovery }],
          },
        ],
      });
      const policy = statements(the(deployed, "aws_s3_bucket_policy", new RegExp(name))["policy"]);
      expect(Object.keys(policy)).toEqual(["TlsOnly"]);
      expect(policy["TlsOnly"]).toMatchObject({
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      });
    }
  });

  it("keeps what it keeps for as long as the page says", () => {
    const page = readFileSync("docs/access-log.md", "utf8");
    const rule = (name: RegExp) => {
      const { rule: rules } = the(deployed, "aws_s3_bucket_lifecycle_configuration", name);
      const [{ expiration, noncurrent_version_expiration: noncurrent }] = rules as [
        Record<string, [Attributes]>,
      ];
      return { days: Number(expiration?.[0]["days"]), recovery: Number(noncurrent?.[0]["noncurrent_days"]) };
    };
    const lines = resources(deployed, "aws_cloudwatch_log_group").map((group) => group["retention_in_days"]);
    const [lake, results] = [rule(/lake/), rule(/results/)];
    expect(page).toContain(
      `| lines in the log group, and errors of the delivery | ${[...new Set(lines)].join()} | \`logRetentionDays\` |`,
    );
    expect(page).toContain(`| records in the lake | ${lake.days} | \`retentionDays\` |`);
    expect(page).toContain(`| deleted records in the lake, for recovery | ${lake.recovery} more | |`);
    expect(page).toContain(`| query results, with recovery | ${results.days + results.recovery} | |`);
    expect(page).toContain(`deletes them for good after ${results.days + results.recovery} days`);
  });

  it("lets CloudWatch Logs use the key for its own log groups alone", () => {
    const { LogGroups } = statements(the(deployed, "aws_kms_key")["policy"]);
    expect(LogGroups).toMatchObject({
      Principal: { Service: expect.stringMatching(/^logs\.\$\{.*\}\.amazonaws\.com$/) },
      Condition: {
        ArnLike: {
          "kms:EncryptionContext:aws:logs:arn": [expect.stringMatching(/:log-group:\/cordon\/shop\/\*$/)],
        },
      },
    });
  });

  it("bounds its roles where a boundary is given", () => {
    const permissionsBoundary = "arn:aws:iam::111122223333:policy/boundary";
    const roles = deploy({ permissionsBoundary }).resource?.["aws_iam_role"] ?? {};
    expect(Object.values(roles).map((role) => role["permissions_boundary"])).toEqual([
      permissionsBoundary,
      permissionsBoundary,
    ]);
  });

  it("has names of its own where none is given, short enough for S3", () => {
    const unnamed = synthesizeStack((stack) => {
      new AccessLog(stack, "the access log of the shop");
      new AccessLog(stack, "The Access Log of the Shop");
    });
    const prefixes = Object.values(unnamed.resource?.["aws_s3_bucket"] ?? {}).map((bucket) =>
      String(bucket["bucket_prefix"]),
    );
    expect(new Set(prefixes).size).toBe(4);
    for (const prefix of prefixes) expect(prefix).toMatch(/^[a-z][a-z0-9-]{1,36}$/);
  });

  it.each<[AccessLogProps, string]>([
    [
      { name: "Shop" },
      'CORDON_ACCESS_LOG_NAME_REFUSED at shop/log: the access log cannot have this name. Got: "Shop". Allowed: 2 to 20 lower-case letters, digits and "-", as a literal that starts with a letter. Fix: correct name.',
    ],
    [
      { queryBytesCutoff: 10_485_759 },
      "CORDON_ACCESS_LOG_SETTING_REFUSED at shop/log: the access log cannot have this queryBytesCutoff. Got: 10485759. Allowed: a whole number from 10485760 to 9007199254740991. Fix: correct queryBytesCutoff.",
    ],
    [
      { bufferSeconds: 59 },
      "CORDON_ACCESS_LOG_SETTING_REFUSED at shop/log: the access log cannot have this bufferSeconds. Got: 59. Allowed: a whole number from 60 to 900. Fix: correct bufferSeconds.",
    ],
    [
      { retentionDays: 0.5 },
      "CORDON_ACCESS_LOG_SETTING_REFUSED at shop/log: the access log cannot have this retentionDays. Got: 0.5. Allowed: a whole number from 1 to 36500. Fix: correct retentionDays.",
    ],
    [
      { logRetentionDays: 31 },
      "CORDON_ACCESS_LOG_SETTING_REFUSED at shop/log: the access log cannot have this logRetentionDays. Got: 31. Allowed: one of 1, 3, 5, 7, 14, 30,",
    ],
  ])("refuses %j", (props, message) => {
    expect(refusal(() => deploy(props)).message).toContain(message);
  });
});
