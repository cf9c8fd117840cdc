import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key/index.js";
import { Construct } from "constructs";
import { IDENTITY_TABLE, SIGNING_KEY, signingKeyPolicy } from "../../core/contracts/authenticator.js";
import { Account } from "../guardrails/account.js";
import { EncryptionKey } from "../guardrails/encryption-key.js";
import { tableProtection } from "../guardrails/table-protection.js";

/** How people, their factors and the signing key are kept. */
export interface IdentityStorageProps {
  readonly name: string;
  readonly key: EncryptionKey;
  readonly deletionProtection: boolean;
  /** ARN of the role that signs; the value may be known later. */
  readonly signer: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The table of people, the key that seals their seeds, and the first key that signs tokens. */
export class IdentityStorage extends Construct {
  /** People, sessions, factors and throttles. Only the authenticator reads and writes it. */
  readonly people: DynamodbTable;
  /** Encrypts seeds of TOTP, each for its person: whoever reads the table alone has none of them. */
  readonly sealingKey: EncryptionKey;
  /** Signs tokens until an operator makes another one; its own policy lets one role sign, and no policy of IAM another. */
  readonly signingKey: KmsKey;

  constructor(scope: Construct, id: string, props: IdentityStorageProps) {
    super(scope, id);
    const { name, tags } = props;
    const { accountId, partition } = Account.of(this);
    this.people = new DynamodbTable(this, "people", {
      ...tableProtection(props),
      name: `${name}-people`,
      hashKey: IDENTITY_TABLE.hashKey,
      rangeKey: IDENTITY_TABLE.rangeKey,
      attribute: [
        { name: IDENTITY_TABLE.hashKey, type: "S" },
        { name: IDENTITY_TABLE.rangeKey, type: "S" },
      ],
      // Deletes what is long over; nothing is decided by it.
      ttl: { enabled: true, attributeName: IDENTITY_TABLE.timeToLive },
    });
    this.sealingKey = new EncryptionKey(this, "sealing", {
      description: `Seals the seeds of people of ${name}`,
      tags,
    });
    this.signingKey = new KmsKey(this, "signing", {
      description: `Signs the tokens of ${name}`,
      customerMasterKeySpec: SIGNING_KEY.keySpec,
      keyUsage: SIGNING_KEY.keyUsage,
      policy: JSON.stringify(signingKeyPolicy({ partition, account: accountId, role: props.signer })),
      tags: { ...tags },
    });
  }
}
