import type { ACCESS_REQUEST } from "../../core/contracts/access-broker.js";
import type { NodejsFunctionProps } from "../function/nodejs-function-props.js";

/** The identity store that says which groups people are in. */
export interface IdentityCenterProps {
  /** Id of the store, as the settings of IAM Identity Center show it: "d-1234567890". */
  readonly identityStoreId: string;
  /** Region of IAM Identity Center. @default - that of the stack */
  readonly region?: string;
  /**
   * A role that may read the store, whose trust policy lets the broker's functions in: AWS lets nobody read it outside
   * of the management account and the delegated administrator's. Least privilege is DescribeGroup, GetUserId and
   * ListGroupMembershipsForMember of `identitystore`.
   * @default - the store is read in the account of the stack
   */
  readonly roleArn?: string;
}

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
  /**
   * Where the groups of people come from who use roles of IAM Identity Center, beside those of the file. A change counts
   * within five minutes, and nothing is decided while the store cannot be read.
   * @default - the file alone says groups
   */
  readonly identityCenter?: IdentityCenterProps;
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
