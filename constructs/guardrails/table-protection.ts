import type { DynamodbTableConfig } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import type { EncryptionKey } from "./encryption-key.js";

/** What decides how a table is protected. */
export interface TableProtectionProps {
  readonly key: EncryptionKey;
  readonly deletionProtection: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** What every DynamoDB table of ours has: encryption with its key, point-in-time recovery, payment by request. */
export function tableProtection({ key, deletionProtection, tags }: TableProtectionProps) {
  return {
    billingMode: "PAY_PER_REQUEST",
    deletionProtectionEnabled: deletionProtection,
    pointInTimeRecovery: { enabled: true },
    serverSideEncryption: { enabled: true, kmsKeyArn: key.keyArn },
    tags: { ...tags },
  } as const satisfies Partial<DynamodbTableConfig>;
}
