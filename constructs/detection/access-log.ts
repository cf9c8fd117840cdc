import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { Construct } from "constructs";
import type { DetectionErrorCode, DetectionProblem } from "../../core/detection/error-codes.js";
import { CordonError, quote } from "../../core/errors.js";
import { isToken } from "../../core/network/token.js";
import { EncryptedBucket } from "../guardrails/encrypted-bucket.js";
import { EncryptionKey, logGroupsKeyUser } from "../guardrails/encryption-key.js";
import { AccessLogDelivery } from "./access-log-delivery.js";
import { AccessLogTable } from "./access-log-table.js";

/** How long access logs stay, and what a query may read. */
export interface AccessLogProps {
  /**
   * Start of every name: lower-case letters, digits and "-", at most 20 characters, unique in account and region.
   * @default - made from the construct path
   */
  readonly name?: string;
  /** Days that records stay in the lake; for 30 more they can be recovered. @default 400 */
  readonly retentionDays?: number;
  /** Days that lines stay in the log group; a number that CloudWatch Logs knows. @default 30 */
  readonly logRetentionDays?: number;
  /**
   * Bytes that one query may scan before Athena cancels it, from 10485760 (10 MiB).
   * @default 10737418240, which is 10 GiB
   */
  readonly queryBytesCutoff?: number;
  /** Longest wait for a file, from 60 to 900 seconds. @default 60 */
  readonly bufferSeconds?: number;
  /**
   * ARN of the policy that bounds the roles of the delivery.
   * @default - none
   */
  readonly permissionsBoundary?: string;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A year for yearly reviews, and a month to do them in. */
const DEFAULT_RETENTION_DAYS = 400;
const DEFAULT_LOG_RETENTION_DAYS = 30;
const DEFAULT_QUERY_BYTES_CUTOFF = 10 * 1024 ** 3;
/** Athena's own minimum for a workgroup's cutoff. */
const LOWEST_QUERY_BYTES_CUTOFF = 10 * 1024 ** 2;
const DEFAULT_BUFFER_SECONDS = 60;
/** Query results are copies of the log: they stay for as long as somebody reads them, and are gone after a week. */
const RESULT_DAYS = { retentionDays: 6, recoveryDays: 1 } as const;
const LONGEST_NAME = 20;
/** CloudWatch Logs API Reference, PutRetentionPolicy. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/**
 * The access log: a log group to write records to, one line of JSON a decision, and the lake that they end up in:
 * Parquet in an S3 bucket, by day and hour, with a Glue table and an Athena workgroup to query it.
 *
 * All of it is encrypted with one key; lines of the log group that are no records stay out of the lake.
 */
export class AccessLog extends Construct {
  /** Where functions log to. */
  readonly logGroup: CloudwatchLogGroup;
  readonly key: EncryptionKey;
  readonly bucket: EncryptedBucket;
  readonly delivery: AccessLogDelivery;
  readonly table: AccessLogTable;

  /** @throws CordonError CORDON_ACCESS_LOG_NAME_REFUSED, CORDON_ACCESS_LOG_SETTING_REFUSED */
  constructor(scope: Construct, id: string, props: AccessLogProps = {}) {
    super(scope, id);
    const settings = this.#settings(props);
    const name = this.#name(props.name);
    const tags = { ...props.tags };
    const logGroupName = `/cordon/${name}`;
    this.key = new EncryptionKey(this, "key", {
      description: `Encrypts the access log ${name}`,
      users: [logGroupsKeyUser(this, `${logGroupName}/*`)],
      tags,
    });
    this.logGroup = new CloudwatchLogGroup(this, "logs", {
      name: `${logGroupName}/records`,
      kmsKeyId: this.key.keyArn,
      retentionInDays: settings.logRetentionDays,
      tags,
    });
    const bucket = { key: this.key, tags };
    this.bucket = new EncryptedBucket(this, "lake", {
      ...bucket,
      namePrefix: `${name}-access-log-`,
      retentionDays: settings.retentionDays,
    });
    const results = new EncryptedBucket(this, "results", {
      ...bucket,
      namePrefix: `${name}-results-`,
      ...RESULT_DAYS,
    });
    this.table = new AccessLogTable(this, "table", {
      name,
      bucketName: this.bucket.bucketName,
      results,
      key: this.key,
      retentionDays: settings.retentionDays,
      queryBytesCutoff: settings.queryBytesCutoff,
      tags,
    });
    this.delivery = new AccessLogDelivery(this, "delivery", {
      name,
      logGroup: this.logGroup,
      errorLogGroupName: `${logGroupName}/delivery`,
      errorLogRetentionDays: settings.logRetentionDays,
      bucket: this.bucket,
      table: this.table,
      key: this.key,
      bufferSeconds: settings.bufferSeconds,
      ...(props.permissionsBoundary === undefined ? {} : { permissionsBoundary: props.permissionsBoundary }),
      tags,
    });
  }

  #settings(props: AccessLogProps) {
    const logRetentionDays = props.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS;
    if (!LOG_RETENTION_DAYS.includes(logRetentionDays)) {
      const allowed = `one of ${LOG_RETENTION_DAYS.join(", ")} days`;
      this.#refuse("CORDON_ACCESS_LOG_SETTING_REFUSED", "logRetentionDays", logRetentionDays, allowed);
    }
    return {
      logRetentionDays,
      retentionDays: this.#number(props, "retentionDays", DEFAULT_RETENTION_DAYS, 1, 36_500),
      bufferSeconds: this.#number(props, "bufferSeconds", DEFAULT_BUFFER_SECONDS, 60, 900),
      queryBytesCutoff: this.#number(
        props,
        "queryBytesCutoff",
        DEFAULT_QUERY_BYTES_CUTOFF,
        LOWEST_QUERY_BYTES_CUTOFF,
        Number.MAX_SAFE_INTEGER,
      ),
    };
  }

  #number(
    props: AccessLogProps,
    key: "retentionDays" | "bufferSeconds" | "queryBytesCutoff",
    byDefault: number,
    lowest: number,
    highest: number,
  ): number {
    const value = props[key] ?? byDefault;
    if (Number.isInteger(value) && value >= lowest && value <= highest) return value;
    const allowed = `a whole number from ${lowest} to ${highest}`;
    return this.#refuse("CORDON_ACCESS_LOG_SETTING_REFUSED", key, value, allowed);
  }

  #name(given: string | undefined): string {
    if (given === undefined) {
      const path = this.node.path.toLowerCase().replace(/[^a-z0-9]+/g, "-");
      // The address keeps names apart that are equal after this.
      return `${path.slice(0, LONGEST_NAME - 9).replace(/^[^a-z]+/, "l")}-${this.node.addr.slice(-8)}`;
    }
    if (!isToken(given) && /^[a-z][a-z0-9-]{0,18}[a-z0-9]$/.test(given)) return given;
    return this.#refuse(
      "CORDON_ACCESS_LOG_NAME_REFUSED",
      "name",
      given,
      `2 to ${LONGEST_NAME} lower-case letters, digits and "-", as a literal that starts with a letter`,
    );
  }

  #refuse(code: DetectionErrorCode, key: string, got: unknown, allowed: string): never {
    const problem: DetectionProblem = {
      code,
      summary: `the access log cannot have this ${key}`,
      got: quote(got),
      allowed,
      fix: `correct ${key}`,
      where: this.node.path,
    };
    throw new CordonError([problem]);
  }
}
