import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Construct } from "constructs";
import {
  ACCESS_BROKER,
  GRANT_PATH,
  HEAD_PREFIX,
  OPEN_GRANTS_KEY,
} from "../../core/contracts/access-broker.js";
import type { LambdaContract } from "../../core/contracts/contract.js";
import { type PolicyStatement, policyText } from "../../core/iam/policy-text.js";
import type { DeployedFunction } from "../function/deployed-function.js";
import { NodejsFunction } from "../function/nodejs-function.js";
import type { NodejsFunctionProps } from "../function/nodejs-function-props.js";
import { Account } from "../guardrails/account.js";
import type { EncryptionKey } from "../guardrails/encryption-key.js";
import type { BrokerNotices } from "./broker-notices.js";
import type { BrokerSchedules } from "./broker-schedules.js";
import type { BrokerStorage } from "./broker-storage.js";
import type { JitAccessProps } from "./jit-access-props.js";
import type { TargetBoundary } from "./target-boundary.js";

/** One of the five functions. */
export type BrokerFunction = keyof typeof ACCESS_BROKER;

/** What the functions work on. */
export interface BrokerFunctionsProps {
  readonly name: string;
  readonly account: string;
  readonly key: EncryptionKey;
  readonly storage: BrokerStorage;
  readonly notices: BrokerNotices;
  readonly schedules: BrokerSchedules;
  readonly boundary: TargetBoundary;
  /** ARNs of the roles that grants open. */
  readonly targets: readonly string[];
  /** Patterns of the roles of `people`. */
  readonly callerRoles: readonly string[];
  /** Topics of single entitlements. */
  readonly topics: readonly string[];
  /** Security groups of the flows in the file. */
  readonly flowGroups: readonly string[];
  readonly entitlements: {
    readonly location: string;
    readonly hash: string;
    readonly objectsArn?: string;
    readonly files: Readonly<Record<string, string>>;
  };
  readonly subjectTable: JitAccessProps["subjectTable"];
  readonly identityCenter: JitAccessProps["identityCenter"];
  readonly function: JitAccessProps["function"];
  readonly logRetentionDays: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** What no function of the broker may ever do, whatever else a role of the account is given. */
const NEVER: readonly string[] = [
  "iam:AttachGroupPolicy",
  "iam:AttachUserPolicy",
  "iam:CreatePolicyVersion",
  "iam:CreateRole",
  "iam:CreateUser",
  "iam:DeleteRolePermissionsBoundary",
  "iam:DeleteUserPermissionsBoundary",
  "iam:PutGroupPolicy",
  "iam:PutRolePermissionsBoundary",
  "iam:PutRolePolicy",
  "iam:PutUserPermissionsBoundary",
  "iam:PutUserPolicy",
  "iam:SetDefaultPolicyVersion",
  "iam:UpdateAssumeRolePolicy",
];

/** The five functions of a broker, each with a role of its own that holds what its contract says and nothing else. */
export class BrokerFunctions extends Construct {
  readonly functions: Readonly<Record<BrokerFunction, DeployedFunction>>;

  constructor(scope: Construct, id: string, props: BrokerFunctionsProps) {
    super(scope, id);
    const { partition } = Account.of(this);
    const iam = `arn:${partition}:iam::${props.account}`;
    const policies = `${iam}:policy${GRANT_PATH}*`;
    const { grants, accessPolicies, heads } = props.storage;
    const { approvers, watchers } = props.notices;
    const subjects = props.subjectTable;
    const keys = [props.key.keyArn, ...(subjects?.keyArn === undefined ? [] : [subjects.keyArn])];

    const store = identityStore(this, props);
    const environment = {
      brokerName: props.name,
      account: props.account,
      grantTable: grants.name,
      entitlementLocation: props.entitlements.location,
      entitlementHash: props.entitlements.hash,
      ...store.environment,
    };
    const notices = { approverTopic: approvers.arn, watcherTopic: watchers.arn };
    const subject = subjects === undefined ? {} : { subjectTable: subjects.tableName };
    const provisioner = { provisionFunction: functionName(props.name, "provision") };
    const outside = {
      boundary: props.boundary.resource.arn,
      scheduleGroup: props.name,
      schedulerRole: props.schedules.role.arn,
      sweepFunctionArn: functionArn(this, props.name, "sweep"),
      scheduleDeadLetters: props.schedules.deadLetters.arn,
      accessPolicyTable: accessPolicies.name,
    };

    const ledger = {
      grantTable: [grants.arn],
      openGrants: [grants.arn],
      encryptionKey: keys,
      ...(props.entitlements.objectsArn === undefined
        ? {}
        : { entitlementObjects: [props.entitlements.objectsArn] }),
    };
    const callers = { callerRoles: props.callerRoles, ...store.resources };
    const topics = { topics: [approvers.arn, watchers.arn, ...props.topics] };
    const subjectRows = subjects === undefined ? {} : { subjectTable: [subjects.tableArn] };
    const provision = { provisionFunction: [functionArn(this, props.name, "provision")] };
    const sweepFunction = { sweepFunction: [functionArn(this, props.name, "sweep")] };
    const schedules = {
      schedules: [props.schedules.schedulesArn],
      schedulerRole: [props.schedules.role.arn],
    };
    const flows = flowResources(this, props);
    const readIam = {
      targetRoles: props.targets.length === 0 ? [`${iam}:role${GRANT_PATH}none`] : props.targets,
      readPolicies: [policies],
      ...(props.flowGroups.length === 0 ? {} : { readRules: ["*"] }),
    };

    const onlyOpen = leadingKeys(OPEN_GRANTS_KEY);
    const passing = { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } };
    const ofGrants = { ArnLike: { "iam:PolicyARN": policies } };

    this.functions = {
      request: this.#function("request", props, {
        environment: {
          ...environment,
          ...notices,
          ...provisioner,
          ...subject,
          sweepFunctionArn: outside.sweepFunctionArn,
        },
        resources: { ...ledger, ...callers, ...topics, ...provision, ...subjectRows, ...sweepFunction },
        conditions: { openGrants: onlyOpen },
      }),
      approve: this.#function("approve", props, {
        environment: { ...environment, ...notices, ...provisioner, ...subject },
        resources: { ...ledger, ...callers, ...topics, ...provision, ...subjectRows },
        conditions: { openGrants: onlyOpen },
      }),
      provision: this.#function("provision", props, {
        environment: { ...environment, ...notices, ...subject, ...outside },
        resources: {
          ...ledger,
          ...topics,
          ...subjectRows,
          ...store.resources,
          ...schedules,
          ...readIam,
          ...sweepFunction,
          createPolicies: [policies],
          attachPolicies: readIam.targetRoles,
          quotas: ["*"],
          accessPolicies: [accessPolicies.arn],
          ...(flows === undefined ? {} : { openFlows: flows.groupsAndRules, tagFlows: flows.rules }),
        },
        conditions: {
          openGrants: onlyOpen,
          schedulerRole: passing,
          attachPolicies: {
            ...ofGrants,
            // Of the target: a role without the boundary has no ceiling.
            StringEquals: { "iam:PermissionsBoundary": props.boundary.resource.arn },
          },
          tagFlows: TAG_AT_CREATION,
        },
      }),
      sweep: this.#function("sweep", props, {
        environment: {
          ...environment,
          ...notices,
          ...provisioner,
          ...outside,
          headBucket: heads.bucketName,
          requestFunctionArn: functionArn(this, props.name, "request"),
        },
        resources: {
          ...ledger,
          ...callers,
          ...topics,
          ...provision,
          ...schedules,
          ...readIam,
          listPolicies: ["*"],
          detachPolicies: [`${iam}:group/*`, `${iam}:role/*`, `${iam}:user/*`],
          deletePolicies: [policies],
          removeSchedules: [props.schedules.schedulesArn],
          // ListSchedules knows no resource but every schedule.
          listSchedules: ["*"],
          accessPolicies: [accessPolicies.arn],
          head: [`${heads.bucketArn}/${HEAD_PREFIX}*`],
          ...(flows === undefined ? {} : { closeFlows: flows.groupsAndRules, tagFlows: flows.rules }),
        },
        conditions: {
          openGrants: onlyOpen,
          schedulerRole: passing,
          // Without the boundary: a role that lost it must still be cleaned.
          detachPolicies: ofGrants,
          tagFlows: TAG_OF_GRANTS,
        },
      }),
      report: this.#function("report", props, {
        environment: { ...environment, headBucket: heads.bucketName },
        resources: {
          grantTable: [grants.arn],
          signatures: [grants.arn],
          encryptionKey: keys,
          ...(props.entitlements.objectsArn === undefined
            ? {}
            : { entitlementObjects: [props.entitlements.objectsArn] }),
          ...callers,
          head: [heads.bucketArn],
        },
        // The chain of the audit trail too, for callers who are refused here; no grant.
        conditions: { signatures: leadingKeys("audit", "chain", "signature") },
      }),
    };
  }

  #function<Key extends BrokerFunction>(
    key: Key,
    props: BrokerFunctionsProps,
    own: Pick<NodejsFunctionProps<(typeof ACCESS_BROKER)[Key]>, "environment" | "resources"> & {
      readonly conditions: NodejsFunctionProps<LambdaContract>["conditions"];
    },
  ): DeployedFunction {
    const made = new NodejsFunction<LambdaContract>(this, key, {
      ...props.function,
      ...own,
      contract: ACCESS_BROKER[key],
      functionName: functionName(props.name, key),
      files: props.entitlements.files,
      key: props.key,
      logRetentionDays: props.logRetentionDays,
      tags: props.tags,
    } as NodejsFunctionProps<LambdaContract>);
    new IamRolePolicy(this, `${key}-never`, {
      role: made.role.id,
      name: "never",
      policy: policyText(neverStatements(key, props.schedules.role.arn)),
    });
    return made;
  }
}

/** Service Authorization Reference, "Actions, resources, and condition keys for AWS Identity Store". */
function identityStore(scope: Construct, { account, identityCenter }: BrokerFunctionsProps) {
  if (identityCenter === undefined) return { environment: {}, resources: {} };
  const { identityStoreId, region, roleArn } = identityCenter;
  const { partition } = Account.of(scope);
  // Users, groups and memberships have no account in their ARNs: the store that they are of is the limit.
  const own = [
    `arn:${partition}:identitystore::${account}:identitystore/${identityStoreId}`,
    ...["group", "membership", "user"].map((kind) => `arn:${partition}:identitystore:::${kind}/*`),
  ];
  return {
    environment: {
      identityStore: identityStoreId,
      ...(region === undefined ? {} : { identityStoreRegion: region }),
      ...(roleArn === undefined ? {} : { identityStoreRole: roleArn }),
    },
    resources: roleArn === undefined ? { identityStore: own } : { identityStoreRole: [roleArn] },
  };
}

/** `<broker>-request`, and so on. */
export function functionName(broker: string, key: BrokerFunction): string {
  return `${broker}-${key}`;
}

/** ARN of a function, known before the function: the functions name each other. */
export function functionArn(scope: Construct, broker: string, key: BrokerFunction): string {
  return Account.of(scope).arn("lambda", `function:${functionName(broker, key)}`);
}

function neverStatements(key: BrokerFunction, schedulerRole: string): PolicyStatement[] {
  const attach = key === "provision" ? [] : ["iam:AttachRolePolicy", "iam:CreatePolicy"];
  return [
    { Sid: "Never", Effect: "Deny", Action: [...NEVER, ...attach].sort(), Resource: "*" },
    { Sid: "PassNoOtherRole", Effect: "Deny", Action: "iam:PassRole", NotResource: schedulerRole },
  ];
}

/** On the items of one partition alone (DynamoDB Developer Guide, "Fine-grained access control"). */
function leadingKeys(...keys: readonly string[]) {
  return { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": keys.map((key) => `${key}*`) } };
}

/** A tag that comes with the rule itself. */
export const TAG_AT_CREATION = {
  StringEquals: {
    "ec2:CreateAction": ["AuthorizeSecurityGroupEgress", "AuthorizeSecurityGroupIngress"],
  },
} as const;

/** A rule that is a grant's already. */
export const TAG_OF_GRANTS = { StringLike: { "aws:ResourceTag/cordon:grant": "*" } } as const;

function flowResources(scope: Construct, { flowGroups }: BrokerFunctionsProps) {
  return flowGroups.length === 0 ? undefined : flowArns(scope, flowGroups);
}

/** ARNs of security groups, and of the rules that may be in them. */
export function flowArns(scope: Construct, groups: readonly string[]) {
  const account = Account.of(scope);
  const rules = [account.arn("ec2", "security-group-rule/*")];
  const ofGroups = [...new Set(groups)].sort().map((id) => account.arn("ec2", `security-group/${id}`));
  return { rules, groupsAndRules: [...ofGroups, ...rules] };
}
