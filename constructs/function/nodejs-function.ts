import { resolve } from "node:path";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import type { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { App, AssetType, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import type { LambdaContract } from "../../core/contracts/contract.js";
import { renderEnvironment } from "../../core/contracts/environment.js";
import { valueOrThrow } from "../../core/errors.js";
import { Account } from "../guardrails/account.js";
import { EncryptionKey, logGroupsKeyUser } from "../guardrails/encryption-key.js";
import { checkConstruct } from "../settings/check-construct.js";
import { nameFromPath } from "../settings/name-from-path.js";
import { writeArchiveFolder } from "./archive.js";
import { deadLetterQueue } from "./dead-letter-queue.js";
import type { DeployedFunction } from "./deployed-function.js";
import { ExecutionRole } from "./execution-role.js";
import { NODEJS_FUNCTION } from "./function-options.js";
import { HANDLER, handlerCode } from "./handler-code.js";
import type { NodejsFunctionProps } from "./nodejs-function-props.js";

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
    checkConstruct(scope, id, props, NODEJS_FUNCTION);
    super(scope, id);
    const where = this.node.path;
    const { contract } = props;
    const tags = { ...props.tags };
    const variables = valueOrThrow(renderEnvironment(contract, props.environment), where);
    const concurrency = props.reservedConcurrency ?? contract.reservedConcurrency;
    const functionName =
      props.functionName ??
      nameFromPath(this, { longest: LONGEST_FUNCTION_NAME, characters: "letters, digits, - and _" });
    const asset = this.#archive(props);
    const logGroupName = `/aws/lambda/${functionName}`;
    this.key =
      props.key ??
      new EncryptionKey(this, "key", {
        description: `Encrypts the environment, dead letters and logs of ${functionName}`,
        // A log group that is given has a key of its own.
        users: props.logGroup === undefined ? [logGroupsKeyUser(this, logGroupName)] : [],
        tags,
      });
    this.logGroup =
      props.logGroup ??
      new CloudwatchLogGroup(this, "logs", {
        name: logGroupName,
        kmsKeyId: this.key.keyArn,
        retentionInDays: props.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS,
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
      // -1 is the provider's word for none.
      reservedConcurrentExecutions: concurrency === "unreserved" ? -1 : concurrency,
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
}
