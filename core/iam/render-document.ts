import { type Condition, type ConditionBlock, conditionBlock } from "./condition.js";

/** A statement before it is written: exactly one of `actions` and `notActions`, and so for resources. */
export interface GrantStatement {
  readonly effect: "allow" | "deny";
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly conditions: readonly Condition[];
}

/** A statement as IAM reads it. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Condition?: ConditionBlock;
}

/** A policy document as IAM reads it. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

/** Longest managed policy, in characters without white space (IAM quotas, "IAM and STS character limits"). */
export const LONGEST_DOCUMENT = 6144;

/**
 * The calls that hand out credentials which would outlive the grant they were obtained through
 * (IAM User Guide, "Compare AWS STS credentials").
 */
export const CREDENTIAL_CALLS: readonly string[] = [
  "sts:AssumeRole",
  "sts:AssumeRoleWithSAML",
  "sts:AssumeRoleWithWebIdentity",
  "sts:AssumeRoot",
  "sts:GetFederationToken",
  "sts:GetSessionToken",
  "sts:GetWebIdentityToken",
];

/** The document of the statements, in their order. Its names say nothing of the request. */
export function renderDocument(statements: readonly GrantStatement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements.map(renderStatement) };
}

function renderStatement(statement: GrantStatement, index: number): PolicyStatement {
  const { effect, actions, notActions, resources, notResources, conditions } = statement;
  const allows = effect === "allow";
  return {
    Sid: `${allows ? "Allow" : "Deny"}${index + 1}`,
    Effect: allows ? "Allow" : "Deny",
    ...(actions === undefined ? {} : { Action: actions }),
    ...(notActions === undefined ? {} : { NotAction: notActions }),
    ...(resources === undefined ? {} : { Resource: resources }),
    ...(notResources === undefined ? {} : { NotResource: notResources }),
    ...(conditions.length === 0 ? {} : { Condition: conditionBlock(conditions) }),
  };
}

/** Characters of the document as IAM counts them: without white space. */
export function documentLength(document: PolicyDocument): number {
  return JSON.stringify(document).replace(/[\t\n\r ]/g, "").length;
}

/** Characters that IAM takes in a document: TAB, LF, CR and U+0020 to U+00FF (IAM API Reference, CreatePolicy). */
export const DOCUMENT_TEXT = /^[\t\n\r\u0020-\u00ff]*$/;
