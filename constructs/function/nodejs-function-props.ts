import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import type {
  EnvironmentSource,
  LambdaContract,
  PermissionConditions,
  PermittedResources,
} from "../../core/contracts/contract.js";
import type { EncryptionKey } from "../guardrails/encryption-key.js";
import type { Segment } from "../network/segment.js";

/** How a function is deployed. What it needs, its contract says. */
export interface NodejsFunctionProps<C extends LambdaContract> {
  readonly contract: C;
  /** Values of the contract's variables; tokens are welcome. */
  readonly environment: EnvironmentSource<C>;
  /** ARNs for the contract's permissions. */
  readonly resources: PermittedResources<C>;
  /** Conditions of permissions, where the contract asks for them. @default - none */
  readonly conditions?: PermissionConditions<C>;
  /**
   * Further files of the archive, by name, beside the code.
   * @default - none
   */
  readonly files?: Readonly<Record<string, string>>;
  /**
   * Absolute path of another module that exports `handler`.
   * @default - the one that Cordon ships for the contract
   */
  readonly entry?: string;
  /**
   * 1 to 64 letters, digits, "-" and "_", unique in account and region.
   * @default - made from the construct path
   */
  readonly functionName?: string;
  /**
   * Encrypts the environment, the dead letters and the function's own log group, which its policy must let
   * CloudWatch Logs do.
   * @default - a key of the function's own
   */
  readonly key?: EncryptionKey;
  /**
   * Where the function logs.
   * @default - a log group of its own
   */
  readonly logGroup?: CloudwatchLogGroup;
  /**
   * Days that the function's own log group keeps its logs; a number that CloudWatch Logs knows.
   * @default 90
   */
  readonly logRetentionDays?: number;
  /**
   * Places the function in a VPC, in a segment, whose flows it has then.
   * @default - no VPC
   */
  readonly vpc?: { readonly segment: Segment; readonly subnetIds: readonly string[] };
  /**
   * ARN of the policy that bounds the function's role.
   * @default - none
   */
  readonly permissionsBoundary?: string;
  /**
   * Invocations at a time that are kept free for the function, which is its limit too.
   * @default - what the contract says
   */
  readonly reservedConcurrency?: number | "unreserved";
  /** @default 512 */
  readonly memoryMegabytes?: number;
  /** Version 5 of the AWS provider does not know nodejs24.x. @default "nodejs24.x" */
  readonly runtime?: "nodejs22.x" | "nodejs24.x";
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}
