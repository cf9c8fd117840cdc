import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy/index.js";
import { Construct } from "constructs";
import { type PolicyStatement, policyText } from "../../core/iam/policy-text.js";
import { Account } from "../guardrails/account.js";

/** What the boundary protects. */
export interface TargetBoundaryProps {
  /** Name of the broker, with which the names of its functions and roles begin. */
  readonly name: string;
  readonly tableArns: readonly string[];
  readonly bucketArn: string;
  readonly keyArn: string;
  /** Roles of the people who request and approve, as the entitlements list them. */
  readonly peopleRoles: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The permissions boundary that every target must carry: the ceiling of all that a grant can give, because IAM cannot
 * limit the content of the policies that the broker makes.
 *
 * It allows everything but what would turn a grant into lasting power, or reach the broker itself.
 */
export class TargetBoundary extends Construct {
  readonly resource: IamPolicy;

  constructor(scope: Construct, id: string, props: TargetBoundaryProps) {
    super(scope, id);
    this.resource = new IamPolicy(this, "Resource", {
      name: `${props.name}-target-boundary`,
      path: "/cordon/",
      description: "Ceiling of the roles that just-in-time access opens",
      policy: policyText(statementsFor(this, props)),
      tags: { ...props.tags },
    });
  }
}

function statementsFor(
  scope: Construct,
  { name, tableArns, bucketArn, keyArn, peopleRoles }: TargetBoundaryProps,
): PolicyStatement[] {
  const account = Account.of(scope);
  const roles = `arn:${account.partition}:iam::${account.accountId}:role`;
  return [
    { Sid: "Ceiling", Effect: "Allow", Action: "*", Resource: "*" },
    { Sid: "NoIdentities", Effect: "Deny", Action: ["iam:*", "organizations:*"], Resource: "*" },
    {
      Sid: "NotAsTheBroker",
      Effect: "Deny",
      Action: "sts:AssumeRole",
      Resource: [`${roles}/${name}-*`, ...peopleRoles],
    },
    {
      Sid: "NotTheLedger",
      Effect: "Deny",
      Action: [
        "dynamodb:BatchWriteItem",
        "dynamodb:DeleteItem",
        "dynamodb:DeleteResourcePolicy",
        "dynamodb:DeleteTable",
        "dynamodb:ExportTableToPointInTime",
        "dynamodb:PartiQLDelete",
        "dynamodb:PartiQLInsert",
        "dynamodb:PartiQLUpdate",
        "dynamodb:PutItem",
        "dynamodb:PutResourcePolicy",
        "dynamodb:RestoreTable*",
        "dynamodb:UpdateContinuousBackups",
        "dynamodb:UpdateItem",
        "dynamodb:UpdateTable",
        "dynamodb:UpdateTimeToLive",
      ],
      Resource: tableArns.flatMap((arn) => [arn, `${arn}/*`]),
    },
    {
      Sid: "NotTheFunctions",
      Effect: "Deny",
      Action: "lambda:*",
      Resource: account.arn("lambda", `function:${name}-*`),
    },
    {
      Sid: "NotTheSchedules",
      Effect: "Deny",
      Action: ["scheduler:Create*", "scheduler:Delete*", "scheduler:Update*"],
      Resource: [
        account.arn("scheduler", `schedule/${name}*`),
        account.arn("scheduler", `schedule-group/${name}*`),
      ],
    },
    {
      Sid: "NotTheAudit",
      Effect: "Deny",
      Action: ["s3:BypassGovernanceRetention", "s3:Delete*", "s3:Put*"],
      Resource: [bucketArn, `${bucketArn}/*`],
    },
    {
      Sid: "NotTheLogs",
      Effect: "Deny",
      Action: ["logs:Delete*", "logs:Put*"],
      Resource: account.arn("logs", `log-group:/aws/lambda/${name}-*`),
    },
    {
      Sid: "NotTheKey",
      Effect: "Deny",
      Action: ["kms:CreateGrant", "kms:Disable*", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"],
      Resource: keyArn,
    },
  ];
}
