import { KmsKey } from "@cdktf/provider-aws/lib/kms-key/index.js";
import { Construct } from "constructs";
import { type PolicyStatement, policyText } from "../../core/iam/policy-text.js";
import { pattern, TAGS, TEXT_OR_TOKEN } from "../../core/options/aws-kinds.js";
import { checkOptions } from "../../core/options/check-options.js";
import type { SettingErrorCode } from "../../core/options/error-codes.js";
import { either, listOf, orToken, recordOf } from "../../core/options/kinds.js";
import { optional } from "../../core/options/option-kind.js";
import { options } from "../../core/options/shape.js";
import { type Checked, checkConstruct, IN_A_STACK } from "../settings/check-construct.js";
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

const CODE = "CORDON_SETTING_REFUSED" satisfies SettingErrorCode;

const SOME = { atLeast: 1 };
const CONDITION_VALUE = either(TEXT_OR_TOKEN, listOf(TEXT_OR_TOKEN, SOME));

const ENCRYPTION_KEY: Checked<SettingErrorCode> = {
  subject: "the key",
  code: CODE,
  kind: options<EncryptionKeyProps>({
    description: TEXT_OR_TOKEN,
    users: optional(
      listOf(
        options<KeyUser>({
          sid: pattern("letters and digits", /^[A-Za-z0-9]+$/),
          service: orToken(
            pattern("an AWS service, such as logs.amazonaws.com", /^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/),
          ),
          condition: recordOf(recordOf(CONDITION_VALUE, undefined, SOME), undefined, SOME),
        }),
      ),
    ),
    tags: optional(TAGS),
  }),
};

/** A symmetric KMS key that rotates every year, for the identities of its account and the services that it names. */
export class EncryptionKey extends Construct {
  readonly keyArn: string;
  readonly resource: KmsKey;

  /** @throws CordonError CORDON_SETTING_REFUSED */
  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    checkConstruct(scope, id, props, ENCRYPTION_KEY);
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

/**
 * CloudWatch Logs as a user of a key, for the log groups of these names alone; a name may end in "/*".
 * @throws CordonError CORDON_SETTING_REFUSED
 */
export function logGroupsKeyUser(scope: Construct, ...names: string[]): KeyUser {
  const subject = "logGroupsKeyUser";
  const where = () => subject;
  checkOptions(scope, { subject, code: CODE, kind: IN_A_STACK, argument: "scope", where });
  // Without a name the key would be for no log group at all.
  const kind = listOf(TEXT_OR_TOKEN, { atLeast: 1 });
  checkOptions(names, { subject, code: CODE, kind, argument: "names", where: () => scope.node.path });
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
