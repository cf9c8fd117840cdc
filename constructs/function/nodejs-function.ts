import { resolve } from "node:path";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import type { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { App, AssetType, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import type {
  EnvironmentSource,
  LambdaContract,
  PermissionConditions,
  PermittedResources,
} from "../../core/contracts/contract.js";
import { renderEnvironment } from "../../core/contracts/environment.js";
import { valueOrThrow } from "../../core/errors.js";
import { isToken } from "../../core/network/token.js";
import { Account } from "../guardrails/account.js";
import { EncryptionKey, logGroupsKeyUser } from "../guardrails/encryption-key.js";
import type { Segment } from "../network/segment.js";
import { isLogRetention, LOG_RETENTION } from "../settings/log-retention.js";
import { nameFromPath } from "../settings/name-from-path.js";
import { refuse } from "../settings/refusal.js";
import { writeArchiveFolder } from "./archive.js";
import { deadLetterQueue } from "./dead-letter-queue.js";
import type { DeployedFunction } from "./deployed-function.js";
import type { FunctionErrorCode } from "./error-codes.js";
import { ExecutionRole } from "./execution-role.js";
import { HANDLER, handlerCode } from "./handler-code.js";

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

const DEFAULT_MEMORY_MEGABYTES = 512;
const DEFAULT_LOG_RETENTION_DAYS = 90;
const LONGEST_FUNCTION_NAME = 64;

/**
 * A Lambda function of Cordon: bundled from its source or prebuilt, on arm64, with the environment and exactly the
 * permissions of its contract, encrypted throughout, logging JSON.
 *
 * The application log level is INFO: lines of JSON without a level, as the access log's are, count as INFO, and
 * Lambda would drop them below a higher one.
 */
export class NodejsFunction<C extends LambdaContract> extends Construct implements DeployedFunction {
  readonly functionName: string;
  readonly functionArn: string;
  readonly invokeArn: string;
  readonly function: LambdaFunction;
  readonly role: IamRole;
  readonly logGroup: CloudwatchLogGroup;
  readonly key: EncryptionKey;
  /** Events that failed for good; asynchronous functions have one. */
  readonly deadLetterQueue: SqsQueue | undefined;

  /**
   * @throws CordonError CORDON_FUNCTION_CODE_MISSING, CORDON_FUNCTION_BUILD_FAILED, CORDON_FUNCTION_TOO_LARGE,
   * CORDON_FUNCTION_MODULE_FORBIDDEN, CORDON_FUNCTION_FILE_REFUSED, CORDON_FUNCTION_SETTING_REFUSED,
   * CORDON_FUNCTION_RESOURCE_MISSING, CORDON_FUNCTION_CONDITION_MISSING, CORDON_ENVIRONMENT_UNKNOWN, CORDON_ENVIRONMENT_MISSING,
   * CORDON_ENVIRONMENT_INVALID
   */
  constructor(scope: Construct, id: string, props: NodejsFunctionProps<C>) {
    super(scope, id);
    const where = this.node.path;
    const { contract } = props;
    const tags = { ...props.tags };
    const variables = valueOrThrow(renderEnvironment(contract, props.environment), where);
    const reservedConcurrentExecutions = this.#reservedConcurrency(props);
    const functionName = this.#name(props.functionName);
    const logRetentionDays = props.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS;
    if (!isLogRetention(logRetentionDays)) {
      this.#refuse("not a number of days that CloudWatch Logs takes", logRetentionDays, LOG_RETENTION);
    }
    const asset = this.#archive(props);
    const logGroupName = `/aws/lambda/${functionName}`;
    this.key =
      props.key ??
      new EncryptionKey(this, "key", {
        description: `Encrypts the environment, dead letters and logs of ${functionName}`,
        users: [logGroupsKeyUser(this, logGroupName)],
        tags,
      });
    this.logGroup =
      props.logGroup ??
      new CloudwatchLogGroup(this, "logs", {
        name: logGroupName,
        kmsKeyId: this.key.keyArn,
        retentionInDays: logRetentionDays,
        tags,
      });
    this.deadLetterQueue =
      contract.invocation === "asynchronous" ? deadLetterQueue(this, this.key.keyArn, tags) : undefined;
    const { role, policy } = new ExecutionRole(this, "role", {
      contract,
      resources: props.resources,
      ...(props.conditions === undefined ? {} : { conditions: props.conditions }),
      namePrefix: functionName,
      logGroupArn: this.logGroup.arn,
      ...(this.deadLetterQueue === undefined
        ? {}
        : { deadLetters: { queueArn: this.deadLetterQueue.arn, keyArn: this.key.keyArn } }),
      ...(props.vpc === undefined
        ? {}
        : { functionArnInVpc: Account.of(this).arn("lambda", `function:${functionName}`) }),
      ...(props.permissionsBoundary === undefined ? {} : { permissionsBoundary: props.permissionsBoundary }),
      tags,
    });
    this.role = role;
    this.function = new LambdaFunction(this, "Resource", {
      functionName,
      description: contract.description,
      filename: asset.path,
      // Of the content: the archive's own hash would change with the version of the library that zips.
      sourceCodeHash: asset.assetHash,
      handler: HANDLER.export,
      runtime: props.runtime ?? "nodejs24.x",
      architectures: ["arm64"],
      memorySize: props.memoryMegabytes ?? DEFAULT_MEMORY_MEGABYTES,
      timeout: contract.timeoutSeconds,
      reservedConcurrentExecutions,
      role: role.arn,
      kmsKeyArn: this.key.keyArn,
      environment: { variables },
      loggingConfig: {
        logFormat: "JSON",
        applicationLogLevel: "INFO",
        systemLogLevel: "WARN",
        logGroup: this.logGroup.name,
      },
      ...(this.deadLetterQueue === undefined
        ? {}
        : { deadLetterConfig: { targetArn: this.deadLetterQueue.arn } }),
      ...(props.vpc === undefined
        ? {}
        : {
            vpcConfig: {
              securityGroupIds: [props.vpc.segment.securityGroupId],
              subnetIds: [...props.vpc.subnetIds],
            },
          }),
      tags,
      dependsOn: [policy],
    });
    this.functionName = this.function.functionName;
    this.functionArn = this.function.arn;
    this.invokeArn = this.function.invokeArn;
  }

  #archive({ contract, entry, files }: NodejsFunctionProps<C>): TerraformAsset {
    const code = valueOrThrow(handlerCode(contract, entry), this.node.path);
    const parent = resolve(App.of(this).outdir, "functions");
    const path = valueOrThrow(writeArchiveFolder(parent, contract.name, code, files ?? {}), this.node.path);
    return new TerraformAsset(this, "code", { path, type: AssetType.ARCHIVE });
  }

  #name(given: string | undefined): string {
    if (given === undefined) {
      return nameFromPath(this, { longest: LONGEST_FUNCTION_NAME, characters: "letters, digits, - and _" });
    }
    if (isToken(given) || !/^[A-Za-z0-9_-]{1,64}$/.test(given)) {
      this.#refuse(
        "not a valid name of a function",
        given,
        '1 to 64 letters, digits, "-" and "_", as a literal',
      );
    }
    return given;
  }

  #reservedConcurrency({ contract, reservedConcurrency }: NodejsFunctionProps<C>): number {
    // -1 is the provider's word for none.
    if (reservedConcurrency === "unreserved") return -1;
    const number = reservedConcurrency ?? contract.reservedConcurrency;
    if (!Number.isInteger(number) || number < 1) {
      this.#refuse(
        "not a number of invocations that can be reserved",
        number,
        'a whole number from 1, or "unreserved"',
      );
    }
    return number;
  }

  #refuse(what: string, got: unknown, allowed: string): never {
    refuse<FunctionErrorCode>(this, {
      code: "CORDON_FUNCTION_SETTING_REFUSED",
      summary: `this is ${what}`,
      got,
      allowed,
      fix: "correct the value",
    });
  }
}
