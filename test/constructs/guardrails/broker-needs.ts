import type { Attributes } from "../synthesized.js";
import { ACCOUNT, REGION } from "./deployed-stack.js";

/** One call of a function, as IAM sees it. */
export interface FunctionCall {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** What a function must be able to do, must not, and must be denied whatever else its role is given. */
export interface FunctionCalls {
  readonly does: readonly FunctionCall[];
  readonly mayNot: readonly FunctionCall[];
  readonly never: readonly FunctionCall[];
}

const iam = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`;
const regional = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const call = (action: string, resource: string, context: FunctionCall["context"] = {}): FunctionCall => ({
  action,
  resource,
  context,
});
const calls = (actions: readonly string[], resource: string, context: FunctionCall["context"] = {}) =>
  actions.map((action) => call(action, resource, context));

const GRANT_POLICY = iam("policy/jit/jit-01KBCTHG8CC3J3Q5CDXFM3TT4S");
const OTHER_POLICY = iam("policy/AdministratorAccess");
const CALLER = iam("role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Oncall_0123456789abcdef");
const OTHER_ROLE = iam("role/deploy");
const RULE = regional("ec2", "security-group-rule/sgr-0123456789abcdef0");
const OTHER_GROUP = regional("ec2", "security-group/sg-0123456789abcdef0");
const OF_GRANTS = { "iam:PolicyARN": GRANT_POLICY };

/**
 * The calls of one function of a broker: facts on AWS are those of the Service Authorization Reference, what is split
 * is what lets no one function both open and hide.
 */
export function brokerCalls({ function_name, environment }: Attributes): FunctionCalls {
  const { variables } = environment as { readonly variables: Readonly<Record<string, string>> };
  const get = (name: string) => variables[`CORDON_${name}`] ?? "";
  const broker = get("BROKER_NAME");
  const key = String(function_name).slice(broker.length + 1);
  const [, bucket] = /^s3:\/\/([^/]+)\//.exec(get("ENTITLEMENTS_LOCATION")) ?? [];
  const target = iam(`role/jit-targets/${bucket === undefined ? "shop-orders" : "orders"}`);
  const grants = regional("dynamodb", `table/${get("GRANT_TABLE")}`);
  const table = (name: string) => regional("dynamodb", `table/${name}`);
  const functionArn = (name: string) => regional("lambda", `function:${broker}-${name}`);
  const open = { "dynamodb:LeadingKeys": "open" };

  const ledger = [
    ...calls(
      ["dynamodb:ConditionCheckItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
      grants,
      {
        "dynamodb:LeadingKeys": "grant",
      },
    ),
    call("dynamodb:DeleteItem", grants, open),
  ];
  const history = call("dynamodb:DeleteItem", grants, { "dynamodb:LeadingKeys": "grant" });
  const stored =
    bucket === undefined ? [] : [call("s3:GetObject", `arn:aws:s3:::${bucket}/entitlements/x.json`)];
  const store =
    get("IDENTITY_STORE") === ""
      ? []
      : [
          call(
            "identitystore:GetUserId",
            `arn:aws:identitystore::${ACCOUNT}:identitystore/${get("IDENTITY_STORE")}`,
          ),
          call("identitystore:GetUserId", "arn:aws:identitystore:::user/1"),
          call("identitystore:ListGroupMembershipsForMember", "arn:aws:identitystore:::membership/1"),
          call("identitystore:DescribeGroup", "arn:aws:identitystore:::group/1"),
        ];
  const callers = [call("iam:GetRole", CALLER)];
  const topics = ["APPROVER_TOPIC", "WATCHER_TOPIC"].map((name) => call("sns:Publish", get(name)));
  const subjects = get("SUBJECT_TABLE") === "" ? [] : [call("dynamodb:GetItem", table(get("SUBJECT_TABLE")))];
  const hasFlows = bucket !== undefined && ["provision", "sweep"].includes(key);
  const readRules = hasFlows ? [call("ec2:DescribeSecurityGroupRules", "*")] : [];
  const readIam = [
    ...calls(["iam:GetRole", "iam:ListAttachedRolePolicies"], target),
    ...calls(
      ["iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListEntitiesForPolicy", "iam:ListPolicyVersions"],
      GRANT_POLICY,
    ),
  ];
  const schedule = regional("scheduler", `schedule/${get("SCHEDULE_GROUP")}/x`);
  const schedules = [
    call("scheduler:CreateSchedule", schedule),
    call("iam:PassRole", get("SCHEDULER_ROLE"), { "iam:PassedToService": "scheduler.amazonaws.com" }),
  ];
  const bounded = { ...OF_GRANTS, "iam:PermissionsBoundary": get("TARGET_BOUNDARY") };
  const attach = calls(["iam:AttachRolePolicy"], target, bounded);
  const detach = (["role", "user", "group"] as const).map((kind) =>
    call(
      `iam:Detach${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}Policy`,
      iam(`${kind}/anybody`),
      OF_GRANTS,
    ),
  );

  const does: Readonly<Record<string, readonly FunctionCall[]>> = {
    request: [
      ...ledger,
      ...stored,
      ...store,
      ...callers,
      ...topics,
      ...subjects,
      ...calls(["lambda:InvokeFunction"], functionArn("provision")),
      ...calls(["lambda:InvokeFunction"], functionArn("sweep")),
    ],
    approve: [
      ...ledger,
      ...stored,
      ...store,
      ...callers,
      ...topics,
      ...subjects,
      call("lambda:InvokeFunction", functionArn("provision")),
    ],
    provision: [
      ...ledger,
      ...stored,
      ...store,
      ...topics,
      ...subjects,
      ...readIam,
      ...readRules,
      ...schedules,
      ...attach,
      ...calls(["iam:CreatePolicy", "iam:TagPolicy"], GRANT_POLICY),
      call("iam:GetAccountSummary", "*"),
      ...calls(["dynamodb:GetItem", "dynamodb:UpdateItem"], table(get("ACCESS_POLICY_TABLE"))),
      call("lambda:InvokeFunction", functionArn("sweep")),
      ...(hasFlows
        ? [
            ...calls(["ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress"], RULE),
            call("ec2:CreateTags", RULE, { "ec2:CreateAction": "AuthorizeSecurityGroupIngress" }),
          ]
        : []),
    ],
    sweep: [
      ...ledger,
      ...stored,
      ...store,
      ...callers,
      ...topics,
      ...readIam,
      ...readRules,
      ...schedules,
      ...detach,
      ...calls(["iam:DeletePolicy", "iam:DeletePolicyVersion"], GRANT_POLICY),
      call("iam:ListPolicies", "*"),
      call("scheduler:DeleteSchedule", schedule),
      call("scheduler:ListSchedules", "*"),
      ...calls(
        ["dynamodb:GetItem", "dynamodb:Scan", "dynamodb:UpdateItem"],
        table(get("ACCESS_POLICY_TABLE")),
      ),
      call("s3:PutObject", `arn:aws:s3:::${get("HEAD_BUCKET")}/heads/1`),
      call("lambda:InvokeFunction", functionArn("provision")),
      ...(hasFlows
        ? [
            ...calls(["ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"], RULE),
            call("ec2:CreateTags", RULE, { "aws:ResourceTag/cordon:grant": "x" }),
          ]
        : []),
    ],
    report: [
      ...calls(["dynamodb:GetItem", "dynamodb:Query"], grants),
      // What it refuses is an event of the audit chain, too.
      ...["audit", "chain", "signature"].map((part) =>
        call("dynamodb:PutItem", grants, { "dynamodb:LeadingKeys": part }),
      ),
      ...stored,
      ...store,
      ...callers,
      call("s3:ListBucketVersions", `arn:aws:s3:::${get("HEAD_BUCKET")}`),
    ],
  };

  /** What others do, and what nobody may: the bounds without which the split would be one in name. */
  const withoutBoundary = call("iam:AttachRolePolicy", target, OF_GRANTS);
  const foreign = [
    call("iam:AttachRolePolicy", OTHER_ROLE, bounded),
    call("iam:AttachRolePolicy", target, { ...bounded, "iam:PolicyARN": OTHER_POLICY }),
    call("iam:AttachRolePolicy", target, { ...bounded, "iam:PermissionsBoundary": OTHER_POLICY }),
    withoutBoundary,
    call("iam:CreatePolicy", iam("policy/x")),
    call("iam:DeletePolicy", OTHER_POLICY),
    ...detach.map(({ action, resource }) => call(action, resource, { "iam:PolicyARN": OTHER_POLICY })),
    call("iam:GetRole", OTHER_ROLE),
    call("iam:PassRole", get("SCHEDULER_ROLE"), { "iam:PassedToService": "lambda.amazonaws.com" }),
    call("scheduler:CreateSchedule", regional("scheduler", "schedule/default/x")),
    call("ec2:AuthorizeSecurityGroupIngress", OTHER_GROUP),
    call("ec2:CreateTags", RULE, { "ec2:CreateAction": "RunInstances" }),
    call("sts:AssumeRole", target),
    history,
  ];
  const own = does[key];
  if (own === undefined) throw new Error(`no function of a broker is called ${function_name}`);
  const isOwn = (other: FunctionCall) =>
    own.some((one) => one.action === other.action && one.resource === other.resource);
  const ofOthers = Object.values(does)
    .flat()
    .filter((other) => !isOwn(other) && !other.action.startsWith("lambda:") && other.resource !== "");
  const alwaysDenied = [
    "iam:PutRolePolicy",
    "iam:CreateRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:DeleteRolePermissionsBoundary",
    "iam:CreatePolicyVersion",
    "iam:SetDefaultPolicyVersion",
    ...(key === "provision" ? [] : ["iam:AttachRolePolicy", "iam:CreatePolicy"]),
  ];
  return {
    does: own,
    mayNot: [...foreign, ...ofOthers],
    never: [...calls(alwaysDenied, target), call("iam:PassRole", OTHER_ROLE)],
  };
}
