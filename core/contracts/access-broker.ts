import type { LambdaContract } from "./contract.js";
import { BUNDLE_LOCATION } from "./policy-engine.js";
import { optional, required, SHA256, TEXT, type VariableKind } from "./variable.js";

/** Where the broker's gauges are: the sweep writes them in its log in the embedded metric format, alarms watch them. */
export const ACCESS_METRICS = {
  namespace: "Cordon/Access",
  /** Its value is the name of the broker. */
  dimension: "Broker",
  gauges: {
    active: "ActiveGrants",
    stuck: "StuckGrants",
    orphans: "OrphanedObjects",
    oldestOverdueSeconds: "OldestOverdueSeconds",
    headsNotKept: "AuditHeadsNotKept",
  },
} as const;

/** Path of every policy that the broker makes, and of no other. */
export const GRANT_PATH = "/jit/";

/** Where the heads of the audit chain lie in their bucket: one key a head. */
export const HEAD_PREFIX = "heads/";

/** Parts of the keys of the broker's table that IAM conditions name. */
export const OPEN_GRANTS_KEY = "open";

const ARN: VariableKind<string> = {
  allowed: "an ARN",
  parse: (text) => (/^arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:\d*:.+$/.test(text) ? text : undefined),
};

/** Identity Store API Reference: the id of the store, in either of its forms. */
export const IDENTITY_STORE_ID: VariableKind<string> = {
  allowed: "the id of an identity store, such as d-1234567890",
  parse: (text) =>
    /^(?:d-[0-9a-f]{10}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/.test(text)
      ? text
      : undefined,
};

const ACCOUNT: VariableKind<string> = {
  allowed: "an account id, 12 digits",
  parse: (text) => (/^\d{12}$/.test(text) ? text : undefined),
};

/** Where groups come from beside the file. */
const IDENTITY_STORE_ENVIRONMENT = {
  identityStore: optional(
    "CORDON_IDENTITY_STORE",
    IDENTITY_STORE_ID,
    "identity store of IAM Identity Center that says which groups people are in",
  ),
  identityStoreRegion: optional("CORDON_IDENTITY_STORE_REGION", TEXT, "region of the identity store"),
  identityStoreRole: optional(
    "CORDON_IDENTITY_STORE_ROLE",
    ARN,
    "role of an account that may read the identity store",
  ),
} as const;

/** What every function of the broker has. */
const COMMON_ENVIRONMENT = {
  brokerName: required("CORDON_BROKER_NAME", TEXT, "name of the broker, the dimension of its gauges"),
  account: required("CORDON_BROKER_ACCOUNT", ACCOUNT, "the account that the broker serves"),
  grantTable: required("CORDON_GRANT_TABLE", TEXT, "DynamoDB table of grants and of their audit chain"),
  entitlementLocation: required(
    "CORDON_ENTITLEMENTS_LOCATION",
    BUNDLE_LOCATION,
    "where the file of entitlements lies",
  ),
  entitlementHash: required(
    "CORDON_ENTITLEMENTS_SHA256",
    SHA256,
    "hash that the file of entitlements must have",
  ),
  ...IDENTITY_STORE_ENVIRONMENT,
} as const;

const NOTICE_ENVIRONMENT = {
  approverTopic: required("CORDON_APPROVER_TOPIC", ARN, "SNS topic of those who approve"),
  watcherTopic: required("CORDON_WATCHER_TOPIC", ARN, "SNS topic of those who are told"),
} as const;

const PROVISIONER_ENVIRONMENT = {
  provisionFunction: required("CORDON_PROVISION_FUNCTION", TEXT, "name of the function that provisions"),
} as const;

const SUBJECT_ENVIRONMENT = {
  subjectTable: optional(
    "CORDON_SUBJECT_TABLE",
    TEXT,
    "DynamoDB table whose rows say that a critical finding on a subject is open",
  ),
} as const;

const OUTSIDE_ENVIRONMENT = {
  boundary: required("CORDON_TARGET_BOUNDARY", ARN, "permissions boundary that every target must carry"),
  scheduleGroup: required("CORDON_SCHEDULE_GROUP", TEXT, "EventBridge Scheduler group of the grants"),
  schedulerRole: required("CORDON_SCHEDULER_ROLE", ARN, "role that EventBridge Scheduler assumes"),
  sweepFunctionArn: required("CORDON_SWEEP_FUNCTION_ARN", ARN, "the function that revokes and sweeps"),
  scheduleDeadLetters: required(
    "CORDON_SCHEDULE_DEAD_LETTERS",
    ARN,
    "queue for schedules that could not be delivered",
  ),
  accessPolicyTable: required(
    "CORDON_ACCESS_POLICY_TABLE",
    TEXT,
    "DynamoDB table of the time-bounded access policies of subjects",
  ),
} as const;

const HEAD_ENVIRONMENT = {
  headBucket: required("CORDON_HEAD_BUCKET", TEXT, "bucket with object lock for the head of the audit chain"),
} as const;

/** DeleteItem stands apart: a grant and its history are never deleted. */
const LEDGER_PERMISSIONS = {
  grantTable: {
    actions: ["dynamodb:ConditionCheckItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
    resource: "the table of grants",
  },
  openGrants: {
    actions: ["dynamodb:DeleteItem"],
    resource: "the list of open grants",
    boundBy: ["dynamodb:LeadingKeys"],
  },
  encryptionKey: { actions: ["kms:Decrypt", "kms:GenerateDataKey"], resource: "the broker's key" },
  entitlementObjects: { actions: ["s3:GetObject"], resource: "the entitlements in S3", optional: true },
} as const;

const IDENTITY_STORE_PERMISSIONS = {
  identityStore: {
    actions: [
      "identitystore:DescribeGroup",
      "identitystore:GetUserId",
      "identitystore:ListGroupMembershipsForMember",
    ],
    resource: "users and groups of IAM Identity Center",
    optional: true,
  },
  identityStoreRole: {
    actions: ["sts:AssumeRole"],
    resource: "the role that reads the identity store from another account",
    optional: true,
  },
} as const;

const CALLER_PERMISSIONS = {
  callerRoles: {
    actions: ["iam:GetRole"],
    resource: "the roles of `people`, whose paths a session does not say",
    optional: true,
  },
  ...IDENTITY_STORE_PERMISSIONS,
} as const;

const NOTICE_PERMISSIONS = {
  topics: { actions: ["sns:Publish"], resource: "the topics of approvers, watchers and entitlements" },
} as const;

const PROVISIONER_PERMISSIONS = {
  provisionFunction: { actions: ["lambda:InvokeFunction"], resource: "the function that provisions" },
} as const;

const SUBJECT_PERMISSIONS = {
  subjectTable: { actions: ["dynamodb:GetItem"], resource: "the open findings on subjects", optional: true },
} as const;

const SCHEDULE_PERMISSIONS = {
  schedules: { actions: ["scheduler:CreateSchedule"], resource: "the schedules of grants" },
  schedulerRole: {
    actions: ["iam:PassRole"],
    resource: "the role of EventBridge Scheduler",
    boundBy: ["iam:PassedToService"],
  },
} as const;

const READ_IAM_PERMISSIONS = {
  targetRoles: { actions: ["iam:GetRole", "iam:ListAttachedRolePolicies"], resource: "the targets" },
  readPolicies: {
    actions: ["iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListEntitiesForPolicy", "iam:ListPolicyVersions"],
    resource: "the policies of grants",
  },
} as const;

const READ_FLOW_PERMISSIONS = {
  readRules: {
    actions: ["ec2:DescribeSecurityGroupRules"],
    resource: "security-group rules",
    optional: true,
  },
} as const;

/** Asks, cancels and extends. It hands a revoke of one's own to the function that revokes. */
export const ACCESS_REQUEST = {
  name: "access-request",
  description: "Takes requests for just-in-time access",
  invocation: "synchronous",
  timeoutSeconds: 60,
  reservedConcurrency: 10,
  bundleKibibytes: 600,
  environment: {
    ...COMMON_ENVIRONMENT,
    ...NOTICE_ENVIRONMENT,
    ...PROVISIONER_ENVIRONMENT,
    ...SUBJECT_ENVIRONMENT,
    sweepFunctionArn: OUTSIDE_ENVIRONMENT.sweepFunctionArn,
  },
  permissions: {
    ...LEDGER_PERMISSIONS,
    ...CALLER_PERMISSIONS,
    ...NOTICE_PERMISSIONS,
    ...PROVISIONER_PERMISSIONS,
    ...SUBJECT_PERMISSIONS,
    sweepFunction: { actions: ["lambda:InvokeFunction"], resource: "the function that revokes" },
  },
} as const satisfies LambdaContract;

/** Approves, denies and reviews. */
export const ACCESS_APPROVE = {
  name: "access-approve",
  description: "Takes approvals, denials and reviews of just-in-time access",
  invocation: "synchronous",
  timeoutSeconds: 60,
  reservedConcurrency: 10,
  bundleKibibytes: 600,
  environment: {
    ...COMMON_ENVIRONMENT,
    ...NOTICE_ENVIRONMENT,
    ...PROVISIONER_ENVIRONMENT,
    ...SUBJECT_ENVIRONMENT,
  },
  permissions: {
    ...LEDGER_PERMISSIONS,
    ...CALLER_PERMISSIONS,
    ...NOTICE_PERMISSIONS,
    ...PROVISIONER_PERMISSIONS,
    ...SUBJECT_PERMISSIONS,
  },
} as const satisfies LambdaContract;

/** Attaches, and can take nothing away. */
export const ACCESS_PROVISION = {
  name: "access-provision",
  description: "Provisions approved just-in-time access",
  invocation: "asynchronous",
  timeoutSeconds: 60,
  reservedConcurrency: 10,
  bundleKibibytes: 1250,
  environment: {
    ...COMMON_ENVIRONMENT,
    ...NOTICE_ENVIRONMENT,
    ...SUBJECT_ENVIRONMENT,
    ...OUTSIDE_ENVIRONMENT,
  },
  permissions: {
    ...LEDGER_PERMISSIONS,
    ...IDENTITY_STORE_PERMISSIONS,
    ...NOTICE_PERMISSIONS,
    ...SUBJECT_PERMISSIONS,
    ...SCHEDULE_PERMISSIONS,
    ...READ_IAM_PERMISSIONS,
    ...READ_FLOW_PERMISSIONS,
    createPolicies: { actions: ["iam:CreatePolicy", "iam:TagPolicy"], resource: "the policies of grants" },
    attachPolicies: {
      actions: ["iam:AttachRolePolicy"],
      resource: "the targets of the entitlements",
      boundBy: ["iam:PolicyARN", "iam:PermissionsBoundary"],
    },
    quotas: { actions: ["iam:GetAccountSummary"], resource: "the quotas of the account" },
    openFlows: {
      actions: ["ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress"],
      resource: "the security groups of the flows and their rules",
      optional: true,
    },
    tagFlows: {
      actions: ["ec2:CreateTags"],
      resource: "the rules that the function makes",
      boundBy: ["ec2:CreateAction"],
      optional: true,
    },
    accessPolicies: {
      actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
      resource: "the access policies of subjects",
    },
    sweepFunction: { actions: ["lambda:InvokeFunction"], resource: "the function that rolls back" },
  },
} as const satisfies LambdaContract;

/** Takes away, and can attach nothing. */
export const ACCESS_SWEEP = {
  name: "access-sweep",
  description: "Revokes just-in-time access, at its deadline and before, and sweeps what was left behind",
  invocation: "asynchronous",
  timeoutSeconds: 300,
  reservedConcurrency: 5,
  bundleKibibytes: 1250,
  environment: {
    ...COMMON_ENVIRONMENT,
    ...NOTICE_ENVIRONMENT,
    ...PROVISIONER_ENVIRONMENT,
    ...OUTSIDE_ENVIRONMENT,
    ...HEAD_ENVIRONMENT,
    requestFunctionArn: required("CORDON_REQUEST_FUNCTION_ARN", ARN, "the function that takes requests"),
  },
  permissions: {
    ...LEDGER_PERMISSIONS,
    ...CALLER_PERMISSIONS,
    ...NOTICE_PERMISSIONS,
    ...PROVISIONER_PERMISSIONS,
    ...SCHEDULE_PERMISSIONS,
    ...READ_IAM_PERMISSIONS,
    ...READ_FLOW_PERMISSIONS,
    listPolicies: { actions: ["iam:ListPolicies"], resource: "the policies of the account" },
    detachPolicies: {
      actions: ["iam:DetachGroupPolicy", "iam:DetachRolePolicy", "iam:DetachUserPolicy"],
      resource: "whoever has a policy of a grant",
      boundBy: ["iam:PolicyARN"],
    },
    deletePolicies: {
      actions: ["iam:DeletePolicy", "iam:DeletePolicyVersion"],
      resource: "the policies of grants",
    },
    removeSchedules: { actions: ["scheduler:DeleteSchedule"], resource: "the schedules of grants" },
    listSchedules: { actions: ["scheduler:ListSchedules"], resource: "the schedules of grants" },
    closeFlows: {
      actions: ["ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"],
      resource: "the security groups of the flows and their rules",
      optional: true,
    },
    tagFlows: {
      actions: ["ec2:CreateTags"],
      resource: "the rules of grants",
      boundBy: ["aws:ResourceTag/cordon:grant"],
      optional: true,
    },
    accessPolicies: {
      actions: ["dynamodb:GetItem", "dynamodb:Scan", "dynamodb:UpdateItem"],
      resource: "the access policies of subjects",
    },
    head: { actions: ["s3:PutObject"], resource: "the heads of the audit chain, which it adds to" },
  },
} as const satisfies LambdaContract;

/** Lists, shows and verifies, and can write no grant. */
export const ACCESS_REPORT = {
  name: "access-report",
  description: "Lists and reports just-in-time access, and verifies its audit chain",
  invocation: "synchronous",
  timeoutSeconds: 60,
  reservedConcurrency: 5,
  bundleKibibytes: 600,
  environment: { ...COMMON_ENVIRONMENT, ...HEAD_ENVIRONMENT },
  permissions: {
    grantTable: { actions: ["dynamodb:GetItem", "dynamodb:Query"], resource: "the table of grants" },
    signatures: {
      actions: ["dynamodb:PutItem"],
      resource:
        "the signatures of callers that were accepted, and the audit chain for those who were refused",
      boundBy: ["dynamodb:LeadingKeys"],
    },
    encryptionKey: LEDGER_PERMISSIONS.encryptionKey,
    entitlementObjects: LEDGER_PERMISSIONS.entitlementObjects,
    ...CALLER_PERMISSIONS,
    head: { actions: ["s3:ListBucketVersions"], resource: "the heads of the audit chain, by their keys" },
  },
} as const satisfies LambdaContract;

/** The five functions of an access broker, each with a role of its own. */
export const ACCESS_BROKER = {
  request: ACCESS_REQUEST,
  approve: ACCESS_APPROVE,
  provision: ACCESS_PROVISION,
  sweep: ACCESS_SWEEP,
  report: ACCESS_REPORT,
} as const;
