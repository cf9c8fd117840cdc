import { AthenaWorkgroup } from "@cdktf/provider-aws/lib/athena-workgroup/index.js";
import type { Construct } from "constructs";
import type { EncryptedBucket } from "../guardrails/encrypted-bucket.js";
import type { EncryptionKey } from "../guardrails/encryption-key.js";

/** What a workgroup bounds, and where its answers go. */
export interface QueryWorkgroupProps {
  readonly name: string;
  readonly description: string;
  /** Bytes that one query may scan. */
  readonly bytesCutoff: number;
  readonly results: EncryptedBucket;
  readonly key: EncryptionKey;
  readonly tags: Readonly<Record<string, string>>;
}

/** A workgroup of Athena whose settings hold whatever a query asks for: a cutoff, and answers that are encrypted. */
export function queryWorkgroup(scope: Construct, props: QueryWorkgroupProps): AthenaWorkgroup {
  return new AthenaWorkgroup(scope, "workgroup", {
    name: props.name,
    description: props.description,
    configuration: {
      enforceWorkgroupConfiguration: true,
      publishCloudwatchMetricsEnabled: true,
      bytesScannedCutoffPerQuery: props.bytesCutoff,
      engineVersion: { selectedEngineVersion: "Athena engine version 3" },
      resultConfiguration: {
        outputLocation: `s3://${props.results.bucketName}/`,
        encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: props.key.keyArn },
      },
    },
    tags: { ...props.tags },
  });
}
