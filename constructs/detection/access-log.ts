import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { Construct } from "constructs";
import { wholeNumber } from "../../core/contracts/variable.js";
import type { DetectionErrorCode } from "../../core/detection/error-codes.js";
import { isToken } from "../../core/network/token.js";
import { POLICY_ARN, TAGS } from "../../core/options/aws-kinds.js";
import { given } from "../../core/options/given.js";
import { number, value } from "../../core/options/kinds.js";
import { optional } from "../../core/options/option-kind.js";
import { options } from "../../core/options/shape.js";
import { EncryptedBucket, RETENTION_DAYS } from "../guardrails/encrypted-bucket.js";
import { EncryptionKey, logGroupsKeyUser } from "../guardrails/encryption-key.js";
import { type Checked, checkConstruct } from "../settings/check-construct.js";
import { LOG_RETENTION } from "../settings/log-retention.js";
import { nameFromPath } from "../settings/name-from-path.js";
import { refuse } from "../settings/refusal.js";
import { treeAround } from "../settings/tree-around.js";
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

const DEFAULTS = {
  /** A year for yearly reviews, and a month to do them in. */
  retentionDays: 400,
  logRetentionDays: 30,
  queryBytesCutoff: 10 * 1024 ** 3,
  bufferSeconds: 60,
};
/** Athena's own minimum for a workgroup's cutoff. */
const LOWEST_QUERY_BYTES_CUTOFF = 10 * 1024 ** 2;
/** Query results are copies of the log: they stay for as long as somebody reads them, and are gone after a week. */
const RESULT_DAYS = { retentionDays: 6, recoveryDays: 1 } as const;
const LONGEST_NAME = 20;

const ACCESS_LOG: Checked<DetectionErrorCode> = {
  subject: "the access log",
  code: "CORDON_ACCESS_LOG_SETTING_REFUSED",
  kind: options<AccessLogProps>({
    name: optional(value("a text", (name) => typeof name === "string")),
    retentionDays: optional(number(RETENTION_DAYS)),
    logRetentionDays: optional(LOG_RETENTION),
    queryBytesCutoff: optional(number(wholeNumber(LOWEST_QUERY_BYTES_CUTOFF, Number.MAX_SAFE_INTEGER))),
    bufferSeconds: optional(number(wholeNumber(60, 900))),
    permissionsBoundary: optional(POLICY_ARN),
    tags: optional(TAGS),
  }),
};

/**
 * The access log: a log group to write records to, one line of JSON a decision, and the lake that they end up in:
 * Parquet in an S3 bucket, by day and hour, with a Glue table and an Athena workgroup to query it.
 *
 * All of it is encrypted with one key; lines of the log group that are not records stay out of the lake.
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
    checkConstruct(scope, id, props, ACCESS_LOG);
    super(scope, id);
    const around = treeAround(this);
    try {
      const settings = { ...DEFAULTS, ...given(props) };
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
        ...(props.permissionsBoundary === undefined
          ? {}
          : { permissionsBoundary: props.permissionsBoundary }),
        tags,
      });
    } catch (error) {
      around.restore();
      throw error;
    }
  }

  #name(name: string | undefined): string {
    if (name === undefined) {
      return nameFromPath(this, { longest: LONGEST_NAME, characters: "lower-case letters, digits and -" });
    }
    if (!isToken(name) && /^[a-z][a-z0-9-]{0,18}[a-z0-9]$/.test(name)) return name;
    refuse<DetectionErrorCode>(this, {
      code: "CORDON_ACCESS_LOG_NAME_REFUSED",
      summary: "the access log cannot have this name",
      got: name,
      allowed: `2 to ${LONGEST_NAME} lower-case letters, digits and "-", as a literal that starts with a letter`,
      fix: "correct name",
    });
  }
}
