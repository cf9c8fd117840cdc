import { KmsKey } from "@cdktf/provider-aws/lib/kms-key/index.js";
import { Construct } from "constructs";
import { type PolicyStatement, policyText } from "../../core/iam/policy-text.js";
import { Account } from "./account.js";

/** An AWS service that uses a key in its own name, not in that of the caller. */
export interface KeyUser {
  /** Names the statement of the key's policy: letters and digits. */
  readonly sid: string;
  /** "delivery.logs.amazonaws.com" */
  readonly service: string;
  /** For what the service may use the key; each key has one of them at least, against the confused deputy. */
  readonly condition: NonNullable<PolicyStatement["Condition"]>;
}

/** What a key is for. */
export interface EncryptionKeyProps {
  readonly description: string;
  /**
   * AWS services that use the key in their own name.
   * @default - only identities of the account, as IAM allows them
   */
  readonly users?: readonly KeyUser[];
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A symmetric KMS key that rotates every year, for the identities of its account and the services that it names. */
export class EncryptionKey extends Construct {
  readonly keyArn: string;
  readonly resource: KmsKey;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const { accountId, partition } = Account.of(this);
    this.resource = new KmsKey(this, "Resource", {
      description: props.description,
      enableKeyRotation: true,
      policy: policyText([
        {
          // Without this statement nobody could administer the key; IAM policies of the account then decide who does.
          Sid: "Account",
          Effect: "Allow",
          Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
          Action: "kms:*",
          Resource: "*",
        },
        ...(props.users ?? []).map(useStatement),
      ]),
      tags: { ...props.tags },
    });
    this.keyArn = this.resource.arn;
  }
}

/** CloudWatch Logs as a user of a key, for the log groups of these names alone; a name may end in "/*". */
export function logGroupsKeyUser(scope: Construct, ...names: string[]): KeyUser {
  const account = Account.of(scope);
  return {
    sid: "LogGroups",
    service: `logs.${account.region}.amazonaws.com`,
    condition: {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": names.map((name) => account.arn("logs", `log-group:${name}`)),
      },
    },
  };
}

function useStatement({ sid, service, condition }: KeyUser): PolicyStatement {
  return {
    Sid: sid,
    Effect: "Allow",
    Principal: { Service: service },
    Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
    Resource: "*",
    Condition: condition,
  };
}
