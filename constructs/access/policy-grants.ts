import type { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import { Construct } from "constructs";
import type { RequestableEntitlement } from "../../core/access/requestable-entitlement.js";
import { quote } from "../../core/errors.js";
import type { EncryptionKey } from "../guardrails/encryption-key.js";
import { problemsOf } from "../guardrails/validation.js";
import type { JitProblem } from "./error-codes.js";

/** Where grants for APIs lie, and which there may be. */
export interface PolicyGrantsProps {
  /** The table of the access policies of active grants. */
  readonly table: DynamodbTable;
  /** Encrypts the table. */
  readonly key: EncryptionKey;
  readonly entitlements: readonly RequestableEntitlement[];
}

/** What a policy engine reads of an access broker. A broker with entitlements for APIs that no engine reads fails the synthesis. */
export class PolicyGrants extends Construct {
  readonly table: DynamodbTable;
  readonly key: EncryptionKey;
  readonly entitlements: readonly RequestableEntitlement[];
  #isRead = false;

  constructor(scope: Construct, id: string, { table, key, entitlements }: PolicyGrantsProps) {
    super(scope, id);
    this.table = table;
    this.key = key;
    this.entitlements = entitlements;
    this.node.addValidation({ validate: () => problemsOf(() => this.#problems()) });
  }

  /** Says that a policy engine reads the grants. */
  markRead(): void {
    this.#isRead = true;
  }

  #problems(): JitProblem[] {
    if (this.#isRead || this.entitlements.length === 0) return [];
    return [
      {
        code: "CORDON_JIT_POLICY_UNREAD",
        summary:
          "entitlements open an API, and no policy engine reads their grants, which would open nothing",
        got: quote(this.entitlements.map(({ id }) => id).join(", ")),
        allowed: "a PolicyEngine with `access`, or no entitlement of kind policy",
        fix: "give the PolicyEngine before the API this access broker as `access`",
        where: this.node.scope?.node.path ?? this.node.path,
      },
    ];
  }
}
