import type { ACCESS_REQUEST } from "../../core/contracts/access-broker.js";
import type { NodejsFunctionProps } from "../function/nodejs-function-props.js";

/** What can be requested just in time, and how the broker is deployed. */
export interface JitAccessProps {
  /** A file of entitlements. It is checked now, and a wrong one fails the synthesis. */
  readonly entitlements: string;
  /**
   * The account that the broker serves, 12 digits. Terraform refuses to deploy into another one.
   * @default - that of the targets of the file
   */
  readonly accountId?: string;
  /**
   * Where the entitlements lie: in the functions' archives, or in a bucket under their hash, which `flow` needs.
   * @default "archive"
   */
  readonly storage?: "archive" | "bucket";
  /**
   * Table of the policy engine whose rows say, by `critical_finding` (BOOL), that a critical finding on a subject is
   * open; then nothing is granted without an approval.
   * @default - no finding is known
   */
  readonly subjectTable?: { readonly tableName: string; readonly tableArn: string; readonly keyArn?: string };
  /** Active grants from which on the alarm is raised. @default 50 */
  readonly mostActiveGrants?: number;
  /** ARNs that alarms notify beside the watchers' topic. @default - none */
  readonly alarmActions?: readonly string[];
  /** Start of all names: 1 to 24 lower-case letters, digits and "-". @default - made from the path */
  readonly name?: string;
  /** Days for which nobody may change the head of the audit chain. @default 400 */
  readonly auditLockDays?: number;
  /** A number of days that CloudWatch Logs knows. @default 400 */
  readonly logRetentionDays?: number;
  /** Whether the tables refuse to be deleted. @default true */
  readonly deletionProtection?: boolean;
  /** How the functions run. @default - as NodejsFunction says */
  readonly function?: Pick<
    NodejsFunctionProps<typeof ACCESS_REQUEST>,
    "memoryMegabytes" | "permissionsBoundary" | "reservedConcurrency" | "runtime"
  >;
  /** The instant of the synthesis, at which the entitlements are checked. @default - the present */
  readonly now?: Date;
  /** Tags of everything that has tags. @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}
