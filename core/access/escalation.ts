import { actionsMeet, containsAction } from "../iam/containment.js";
import { CREDENTIAL_CALLS } from "../iam/render-document.js";

/**
 * Actions with which whoever has them gives themselves more, for longer than any grant
 * (classes of https://github.com/DataDog/pathfinding.cloud, Apache-2.0).
 */
export const ESCALATING_ACTIONS: readonly string[] = [
  "iam:AddUserToGroup",
  "iam:AttachGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:CreatePolicyVersion",
  "iam:DeleteRolePermissionsBoundary",
  "iam:DeleteUserPermissionsBoundary",
  "iam:PutGroupPolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
  "iam:PutUserPermissionsBoundary",
  "iam:PutUserPolicy",
  "iam:SetDefaultPolicyVersion",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateLoginProfile",
  ...CREDENTIAL_CALLS,
];

export const PASS_ROLE = "iam:PassRole";

/**
 * What runs with a role that it is given: together with iam:PassRole it is that role.
 *
 * The paths of the category "new-passrole" of https://github.com/DataDog/pathfinding.cloud (`data/paths`), and others of
 * their kind: actions that the Service Authorization Reference of AWS lists with iam:PassRole as a dependent action.
 */
export const RUNS_PASSED_ROLE: readonly string[] = [
  "apprunner:CreateService",
  "apprunner:UpdateService",
  "autoscaling:CreateLaunchConfiguration",
  "batch:RegisterJobDefinition",
  "bedrock-agentcore:CreateAgentRuntime",
  "bedrock-agentcore:CreateCodeInterpreter",
  "braket:CreateJob",
  "cloudformation:CreateChangeSet",
  "cloudformation:CreateStack",
  "cloudformation:CreateStackSet",
  "cloudformation:UpdateStack",
  "cloudformation:UpdateStackSet",
  "codebuild:CreateProject",
  "codebuild:UpdateProject",
  "codepipeline:CreatePipeline",
  "cognito-identity:SetIdentityPoolRoles",
  "datapipeline:CreatePipeline",
  "ec2:AssociateIamInstanceProfile",
  "ec2:ReplaceIamInstanceProfileAssociation",
  "ec2:RequestSpotFleet",
  "ec2:RequestSpotInstances",
  "ec2:RunInstances",
  "ecs:CreateService",
  "ecs:RegisterTaskDefinition",
  "ecs:RunTask",
  "ecs:StartTask",
  "ecs:UpdateService",
  "elasticmapreduce:RunJobFlow",
  "emr-serverless:StartJobRun",
  "events:PutTargets",
  "gamelift:CreateFleet",
  "glue:CreateDevEndpoint",
  "glue:CreateJob",
  "glue:CreateSession",
  "glue:UpdateDevEndpoint",
  "glue:UpdateJob",
  "iot:CreateTopicRule",
  "lambda:CreateFunction",
  "lambda:UpdateFunctionConfiguration",
  "pipes:CreatePipe",
  "sagemaker:CreateNotebookInstance",
  "sagemaker:CreateProcessingJob",
  "sagemaker:CreateTrainingJob",
  "scheduler:CreateSchedule",
  "ssm:StartAutomationExecution",
  "states:CreateStateMachine",
  "states:UpdateStateMachine",
];

/** Ways to other privileges that do not refuse a grant but belong before the eyes of its approver (same source, "existing-passrole"). */
export const WARNED_ACTIONS: Readonly<Record<string, string>> = {
  "bedrock-agentcore:InvokeCodeInterpreter": "code runs with the role of the interpreter",
  "apprunner:UpdateService": "a service runs with the role that it was created with",
  "cloudformation:UpdateStack": "a stack runs with the role that it was created with",
  "codebuild:StartBuild": "a build runs with the role of its project",
  "codebuild:StartBuildBatch": "a build runs with the role of its project",
  "ec2-instance-connect:SendSSHPublicKey": "a shell has the role of the instance",
  "ec2:ModifyInstanceAttribute": "user data runs with the role of the instance",
  "ec2:ModifyLaunchTemplate": "an instance that is launched later runs with the role of the template",
  "ecs:ExecuteCommand": "a shell has the role of the task",
  "glue:UpdateDevEndpoint": "an endpoint runs with its role",
  "iam:CreatePolicy": "a policy that somebody attaches later has no deadline",
  "iam:CreateRole": "a role that somebody opens later has no deadline",
  "iam:PassRole": "a service runs with the role that it is given",
  "kms:CreateGrant": "a grant of a key outlives this one",
  "kms:PutKeyPolicy": "a key policy outlives this grant",
  "lambda:AddPermission": "a function's policy outlives this grant",
  "lambda:UpdateFunctionCode": "code runs with the role of the function",
  "s3:PutBucketPolicy": "a bucket policy outlives this grant",
  "sagemaker:UpdateNotebookInstance": "a script at its start runs with the role of the notebook",
  "sagemaker:CreatePresignedNotebookInstanceUrl": "a notebook has the role of its instance",
  "secretsmanager:GetSecretValue": "a secret that was read stays known",
  "secretsmanager:PutResourcePolicy": "a secret's policy outlives this grant",
  "ssm:SendCommand": "a command runs with the role of the instance",
  "ssm:StartSession": "a shell has the role of the instance",
};

/** The actions by which allows that are in force together escalate; empty where they do not. */
export function escalationsOf(allowed: readonly string[]): string[] {
  const covers = (action: string): boolean => allowed.some((pattern) => containsAction(pattern, action));
  const found = ESCALATING_ACTIONS.filter(covers);
  if (!covers(PASS_ROLE)) return found;
  const runner = RUNS_PASSED_ROLE.find(covers);
  return runner === undefined ? found : [...found, `${PASS_ROLE} with ${runner}`];
}

/** What the approver of these allows should know, one sentence an action. */
export function warningsOf(allowed: readonly string[]): string[] {
  return Object.entries(WARNED_ACTIONS)
    .filter(([action]) => allowed.some((pattern) => actionsMeet(pattern, action)))
    .map(([action, why]) => `${action}: ${why}`);
}
