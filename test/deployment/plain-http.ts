import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The emulator speaks plain HTTP, which the policies of our buckets deny, and it keeps to it. */
export function allowPlainHttp(folder: string, bucket: RegExp): void {
  const stack = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as {
    resource: { aws_s3_bucket_policy: Record<string, { bucket: string }> };
  };
  const [name] = Object.keys(stack.resource.aws_s3_bucket_policy).filter((key) => bucket.test(key));
  if (name === undefined) throw new Error("The bucket has no policy.");
  const statement = {
    Sid: "Nothing",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:PutBucketWebsite",
    Resource: "*",
  };
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const override = { resource: { aws_s3_bucket_policy: { [name]: { policy } } } };
  writeFileSync(join(folder, "plain_http_override.tf.json"), JSON.stringify(override));
}
