import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import { DynamodbTableItem } from "@cdktf/provider-aws/lib/dynamodb-table-item/index.js";
import { S3Object } from "@cdktf/provider-aws/lib/s3-object/index.js";
import { App, AssetType, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import { EncryptedBucket } from "../guardrails/encrypted-bucket.js";
import type { EncryptionKey } from "../guardrails/encryption-key.js";
import type { PolicyBundle } from "./policy-bundle.js";

/** Where a bundle is stored outside the function. */
export interface PolicyStorageProps {
  readonly key: EncryptionKey;
  readonly namePrefix: string;
  readonly bundle: PolicyBundle;
  readonly subjects: DynamodbTable;
  readonly tags: Readonly<Record<string, string>>;
}

const PREFIX = "policies/";
/** The bundle that holds must never age away. */
const HUNDRED_YEARS = 36_500;

/**
 * Access policies in a bucket, each bundle under its hash, and the row that says which one holds.
 *
 * The hash stands in DynamoDB, the bytes in S3: whoever can write to one of them alone brings no new bundle into force.
 */
export class PolicyStorage extends Construct {
  readonly bucket: EncryptedBucket;
  /** As the function's contract writes it. */
  readonly location: string;
  /** Says which bundle holds; until it is there, everything is denied. */
  readonly row: DynamodbTableItem;
  /** ARN of every bundle. */
  readonly objectsArn: string;

  constructor(scope: Construct, id: string, { bundle, ...props }: PolicyStorageProps) {
    super(scope, id);
    this.bucket = new EncryptedBucket(this, "bucket", {
      namePrefix: props.namePrefix,
      key: props.key,
      retentionDays: HUNDRED_YEARS,
      tags: props.tags,
    });
    this.location = `s3://${this.bucket.bucketName}/${PREFIX}`;
    this.objectsArn = `${this.bucket.bucketArn}/${PREFIX}*`;
    const object = new S3Object(this, "bundle", {
      bucket: this.bucket.bucketName,
      key: `${PREFIX}${bundle.hash}.json`,
      source: this.#asset(bundle).path,
      contentType: "application/json",
      tags: { ...props.tags },
      dependsOn: [this.bucket.policy],
      // Another bundle is another object: the old one goes when the row names the new one, and not before.
      lifecycle: { createBeforeDestroy: true },
    });
    this.row = new DynamodbTableItem(this, "current", {
      tableName: props.subjects.name,
      hashKey: "subject",
      item: JSON.stringify({ subject: { S: "bundle:policies" }, sha256: { S: bundle.hash } }),
      // First the bytes, then the word that they hold.
      dependsOn: [object],
    });
  }

  /** A file, because Terraform would read "${" in a text as its own. */
  #asset({ hash, text }: PolicyBundle): TerraformAsset {
    const folder = resolve(App.of(this).outdir, "policies");
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${hash}.json`);
    writeFileSync(path, text);
    return new TerraformAsset(this, "file", { path, type: AssetType.FILE });
  }
}
