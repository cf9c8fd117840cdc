import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Construct } from "constructs";
import type {
  LambdaContract,
  Permission,
  PermissionCondition,
  PermissionConditions,
  PermittedResources,
} from "../../core/contracts/contract.js";
import { accept, type Result, refuse, valueOrThrow } from "../../core/errors.js";
import { type PolicyStatement, policyText, serviceTrust } from "../../core/iam/policy-text.js";
import type { FunctionErrorCode, FunctionProblem } from "./error-codes.js";

/** What a function may do. */
export interface ExecutionRoleProps<C extends LambdaContract> {
  readonly contract: C;
  readonly resources: PermittedResources<C>;
  /** Conditions of permissions; each that the contract asks for must be there. @default - none */
  readonly conditions?: PermissionConditions<C>;
  /** Start of the role's name. */
  readonly namePrefix: string;
  readonly logGroupArn: string;
  /** Queue for events that fail for good, and the key that encrypts it. */
  readonly deadLetters?: { readonly queueArn: string; readonly keyArn: string };
  /** The function's own ARN, where the function runs in a VPC. */
  readonly functionArnInVpc?: string;
  readonly permissionsBoundary?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** IAM appends 26 characters to a prefix and allows 64 in all. */
const LONGEST_NAME_PREFIX = 38;

/** Amazon SQS Developer Guide, "Configure KMS permissions for producers". */
const ENCRYPTING: readonly string[] = ["kms:Decrypt", "kms:GenerateDataKey"];

/** What Lambda needs to place a function in a VPC (AWS Lambda Developer Guide, "Required IAM permissions"). */
const NETWORK_INTERFACE_ACTIONS = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:UnassignPrivateIpAddresses",
];

/** The role of a function, with the actions of its contract on the resources that its construct names, and no others. */
export class ExecutionRole extends Construct {
  readonly role: IamRole;
  readonly policy: IamRolePolicy;

  /** @throws CordonError CORDON_FUNCTION_RESOURCE_MISSING */
  constructor(scope: Construct, id: string, props: ExecutionRoleProps<LambdaContract>) {
    super(scope, id);
    const contracted = valueOrThrow(contractStatements(props), this.node.path);
    this.role = new IamRole(this, "Resource", {
      namePrefix: `${props.namePrefix.slice(0, LONGEST_NAME_PREFIX - 1)}-`,
      description: `Execution role of ${props.namePrefix}`,
      assumeRolePolicy: serviceTrust("lambda.amazonaws.com"),
      ...(props.permissionsBoundary === undefined ? {} : { permissionsBoundary: props.permissionsBoundary }),
      tags: { ...props.tags },
    });
    this.policy = new IamRolePolicy(this, "policy", {
      role: this.role.id,
      name: "contract",
      policy: policyText([
        ...contracted,
        {
          Sid: "WriteLogs",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: `${props.logGroupArn}:*`,
        },
        ...deadLetterStatements(props.deadLetters, contracted),
        ...networkStatements(props.functionArnInVpc),
      ]),
    });
  }
}

function contractStatements({
  contract,
  ...props
}: Pick<ExecutionRoleProps<LambdaContract>, "contract" | "resources" | "conditions">): Result<
  PolicyStatement[],
  FunctionErrorCode
> {
  const resources: Readonly<Record<string, readonly string[] | undefined>> = props.resources;
  const conditions: Readonly<Record<string, PermissionCondition | undefined>> = props.conditions ?? {};
  const statements: PolicyStatement[] = [];
  for (const [key, permission] of Object.entries(contract.permissions)) {
    const arns = resources[key] ?? [];
    const condition = conditions[key];
    if (arns.length > 0) {
      const unbound = unboundKey(permission, condition);
      if (unbound !== undefined) return refuse(unboundProblem(contract, permission, unbound));
      const sid = `${key.slice(0, 1).toUpperCase()}${key.slice(1)}`;
      statements.push({
        Sid: sid,
        Effect: "Allow",
        Action: permission.actions,
        Resource: arns,
        ...(condition === undefined ? {} : { Condition: condition }),
      });
    } else if (permission.optional !== true) {
      return refuse({
        code: "CORDON_FUNCTION_RESOURCE_MISSING",
        summary: `${contract.name} needs ${permission.actions.join(", ")} on ${permission.resource}`,
        got: "no resource",
        allowed: "the ARN of one resource at least",
        fix: `name it under resources.${key}`,
      });
    }
  }
  return accept(statements);
}

/** The first condition key of the permission that nothing binds. */
function unboundKey({ boundBy = [] }: Permission, condition: PermissionCondition = {}): string | undefined {
  const bound = Object.entries(condition).flatMap(([operator, keys]) =>
    operator.endsWith("IfExists") ? [] : Object.keys(keys),
  );
  return boundBy.find((key) => !bound.includes(key));
}

function unboundProblem({ name }: LambdaContract, { actions }: Permission, key: string): FunctionProblem {
  return {
    code: "CORDON_FUNCTION_CONDITION_MISSING",
    summary: `${name} may have ${actions.join(", ")} only under a condition on ${key}`,
    got: "no such condition",
    allowed: "a condition that a request without the key does not meet",
    fix: "name it under conditions",
  };
}

function deadLetterStatements(
  deadLetters: ExecutionRoleProps<LambdaContract>["deadLetters"],
  contracted: readonly PolicyStatement[],
): PolicyStatement[] {
  if (deadLetters === undefined) return [];
  const { queueArn, keyArn } = deadLetters;
  // The contract may name the same key already; a statement twice is one that nobody would miss.
  const usesKey = contracted.some(
    ({ Action, Resource, Condition }) =>
      Condition === undefined &&
      ENCRYPTING.every((action) => [Action].flat().includes(action)) &&
      [Resource].flat().includes(keyArn),
  );
  return [
    { Sid: "SendDeadLetters", Effect: "Allow", Action: "sqs:SendMessage", Resource: queueArn },
    ...(usesKey
      ? []
      : [{ Sid: "EncryptDeadLetters", Effect: "Allow", Action: ENCRYPTING, Resource: keyArn } as const]),
  ];
}

function networkStatements(functionArn: string | undefined): PolicyStatement[] {
  if (functionArn === undefined) return [];
  return [
    // EC2 knows no resource for the Describe actions, and Lambda checks the others on "*" before it accepts the role.
    { Sid: "PlaceInVpc", Effect: "Allow", Action: NETWORK_INTERFACE_ACTIONS, Resource: "*" },
    {
      // The service needs them, the function's own code never does.
      Sid: "NotFromTheFunction",
      Effect: "Deny",
      Action: NETWORK_INTERFACE_ACTIONS,
      Resource: "*",
      Condition: { ArnEquals: { "lambda:SourceFunctionArn": functionArn } },
    },
  ];
}
