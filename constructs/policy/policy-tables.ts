import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import { Construct } from "constructs";
import type { EncryptionKey } from "../guardrails/encryption-key.js";
import { tableProtection } from "../guardrails/table-protection.js";

/** How the tables are kept. */
export interface PolicyTablesProps {
  readonly key: EncryptionKey;
  /** Start of the tables' names. */
  readonly name: string;
  readonly deletionProtection: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** The two tables of a policy engine: encrypted with its key, with point-in-time recovery, paid by request. */
export class PolicyTables extends Construct {
  /** Registered devices by `device_id`: owner, registered, revoked, posture, posture_measured_at. */
  readonly devices: DynamodbTable;
  /**
   * By `subject`: revocations and policies of single subjects ("user:u-17"), revoked sessions ("session:…"), and the
   * bundle of access policies that holds ("bundle:policies").
   */
  readonly subjects: DynamodbTable;

  constructor(scope: Construct, id: string, props: PolicyTablesProps) {
    super(scope, id);
    const common = tableProtection(props);
    this.devices = new DynamodbTable(this, "devices", {
      ...common,
      name: `${props.name}-devices`,
      hashKey: "device_id",
      attribute: [{ name: "device_id", type: "S" }],
    });
    this.subjects = new DynamodbTable(this, "subjects", {
      ...common,
      name: `${props.name}-subjects`,
      hashKey: "subject",
      attribute: [{ name: "subject", type: "S" }],
      // Deletes what is long over; nothing is decided by it.
      ttl: { enabled: true, attributeName: "expires_at" },
    });
  }
}
