import { S3Object } from "@cdktf/provider-aws/lib/s3-object/index.js";
import { Fn, Lazy, TerraformLocal } from "cdktf";
import { Construct } from "constructs";
import { EncryptedBucket } from "../guardrails/encrypted-bucket.js";
import type { EncryptionKey } from "../guardrails/encryption-key.js";

/** Where entitlements are stored outside the functions. */
export interface EntitlementStorageProps {
  readonly key: EncryptionKey;
  readonly namePrefix: string;
  /** The file as Terraform reads it: known when the app is synthesized, ids of resources inside. */
  readonly template: () => string;
  readonly tags: Readonly<Record<string, string>>;
}

const PREFIX = "entitlements/";
/** The file that holds must never age away. */
const HUNDRED_YEARS = 36_500;

/** Entitlements in a bucket under their hash, which stands in the environment of the functions. */
export class EntitlementStorage extends Construct {
  /** As the functions' contracts write it. */
  readonly location: string;
  readonly objectsArn: string;
  /** SHA-256 of the file, which Terraform computes: ids of security groups are in it. */
  readonly hash: string;

  constructor(scope: Construct, id: string, props: EntitlementStorageProps) {
    super(scope, id);
    const bucket = new EncryptedBucket(this, "bucket", {
      namePrefix: props.namePrefix,
      key: props.key,
      retentionDays: HUNDRED_YEARS,
      tags: props.tags,
    });
    const text = new TerraformLocal(this, "file", Lazy.stringValue({ produce: props.template }));
    this.location = `s3://${bucket.bucketName}/${PREFIX}`;
    this.objectsArn = `${bucket.bucketArn}/${PREFIX}*`;
    this.hash = Fn.sha256(text.asString);
    new S3Object(this, "Resource", {
      bucket: bucket.bucketName,
      key: `${PREFIX}${this.hash}.json`,
      content: text.asString,
      contentType: "application/json",
      tags: { ...props.tags },
      dependsOn: [bucket.policy],
    });
  }
}

/** A text that Terraform reads as itself: in JSON it would take "${" and "%{" for its own. */
export function literalForTerraform(text: string): string {
  return text.replace(/[$%]\{/g, (opening) => opening.charAt(0) + opening);
}
