import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import { Op } from "cdktf";
import { Construct } from "constructs";
import { EncryptedBucket } from "../guardrails/encrypted-bucket.js";
import type { EncryptionKey } from "../guardrails/encryption-key.js";
import { tableProtection } from "../guardrails/table-protection.js";

/** How the broker's records are kept. */
export interface BrokerStorageProps {
  readonly key: EncryptionKey;
  readonly name: string;
  readonly deletionProtection: boolean;
  readonly auditLockDays: number;
  /** Account into which alone the tables may be deployed, and the token of the one that is deployed into. */
  readonly account: { readonly expected: string; readonly actual: string };
  readonly tags: Readonly<Record<string, string>>;
}

/** The ledger, the access policies that it gives to subjects, and the bucket that keeps the head of its chain. */
export class BrokerStorage extends Construct {
  /** By `pk` and `sk`: grants, their audit chain, client tokens and signatures. Only the broker writes it. */
  readonly grants: DynamodbTable;
  /** By `subject`: a map `grants` of time-bounded access policies. Only the broker writes it; the policy engine reads it. */
  readonly accessPolicies: DynamodbTable;
  readonly heads: EncryptedBucket;

  constructor(scope: Construct, id: string, props: BrokerStorageProps) {
    super(scope, id);
    const { expected, actual } = props.account;
    const common = tableProtection(props);
    this.grants = new DynamodbTable(this, "grants", {
      ...common,
      name: `${props.name}-grants`,
      hashKey: "pk",
      rangeKey: "sk",
      attribute: [
        { name: "pk", type: "S" },
        { name: "sk", type: "S" },
      ],
      // Purges signatures of callers that nobody could use any more. No grant has the attribute.
      ttl: { enabled: true, attributeName: "purge_at" },
      lifecycle: {
        precondition: [
          {
            condition: Op.eq(actual, expected),
            errorMessage: `The entitlements are those of account ${expected}; deploy into it, with credentials of its own.`,
          },
        ],
      },
    });
    this.accessPolicies = new DynamodbTable(this, "access-policies", {
      ...common,
      name: `${props.name}-access-policies`,
      hashKey: "subject",
      attribute: [{ name: "subject", type: "S" }],
    });
    this.heads = new EncryptedBucket(this, "audit", {
      namePrefix: `${props.name}-audit-`,
      key: props.key,
      // One key a head. In compliance mode nobody deletes one, an administrator and the broker included.
      retentionDays: 36_500,
      lockedDays: props.auditLockDays,
      lockMode: "COMPLIANCE",
      tags: props.tags,
    });
  }
}
