import type { ANOMALY_DETECTOR } from "../../core/contracts/anomaly-detector.js";
import type { NodejsFunctionProps } from "../function/nodejs-function-props.js";
import type { Segment } from "../network/segment.js";
import type { PolicyEngine } from "../policy/policy-engine.js";
import type { AccessLog } from "./access-log.js";

/** What is watched, how often it may be wrong, and who is told. */
export interface AnomalyDetectorProps {
  readonly log: AccessLog;
  /** False alerts a day that the team accepts, above 0 and at most 10000. */
  readonly budgetPerDay: number;
  /** Who is told of findings and alarms: e-mail addresses, https URLs and ARNs of SQS queues, one or more. */
  readonly notify: readonly string[];
  /**
   * What hurts most: patterns of resources ("admin/*"), and segments, which stand for the resources below their names.
   * A finding about a user who asked for one of them is a step more severe.
   * @default - "admin/*"
   */
  readonly critical?: readonly (string | Segment)[];
  /** CIDR blocks by which the team's own networks leave: no place of a person. @default - none */
  readonly egress?: readonly string[];
  /** Patterns of actions that change who may do what. @default - those of IAM, and of names that say so */
  readonly administration?: readonly string[];
  /**
   * The policy engine whose registry gets the risk of a user on whom there is a finding, .9 for a critical one and .5 for
   * one of high severity, so that `risk` in policies counts with the next request; a critical one keeps the access broker
   * from granting without an approval until it is acknowledged as benign.
   * @default - findings do not change what is allowed
   */
  readonly engine?: PolicyEngine;
  /** Whether findings go to Security Hub, which must be on in the account. @default false */
  readonly securityHub?: boolean;
  /** Hours without any record after which an alarm is raised, 1 to 24. @default 6 */
  readonly quietHours?: number;
  /** Bytes that a query may scan before Athena cancels it, from 10485760 (10 MiB). @default 10737418240, 10 GiB */
  readonly queryBytesCutoff?: number;
  /** Records that the log gets a day, for the estimate of the cost. @default 100000 */
  readonly expectedRecordsPerDay?: number;
  /** ARNs that alarms notify beside the topic. @default - none */
  readonly alarmActions?: readonly string[];
  /** Start of all names: 2 to 20 lower-case letters, digits and "-". @default - made from the path */
  readonly name?: string;
  /** Whether the table of the state refuses to be deleted. @default true */
  readonly deletionProtection?: boolean;
  /** How the function runs. @default - as NodejsFunction says */
  readonly function?: Pick<
    NodejsFunctionProps<typeof ANOMALY_DETECTOR>,
    "memoryMegabytes" | "permissionsBoundary" | "reservedConcurrency" | "runtime"
  >;
  /** Tags of everything that has tags. @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}
