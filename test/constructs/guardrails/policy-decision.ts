import { parseStatements, type Statement, type StatementCondition } from "../../../core/iam/statement.js";

/** One question to IAM or to the policy of a resource. */
export interface PolicyRequest {
  /** "Service:logs.eu-central-1.amazonaws.com" or "AWS:arn:…"; absent for the policy of an identity. */
  readonly principal?: string;
  readonly action: string;
  /** ARN; "*" for a key that is asked by its own policy. */
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

/** Each mutant of a stack asks all policies again, of which one is new. */
const PARSED = new Map<string, readonly Statement[]>();

/** Whether a policy allows what is asked: some Allow applies, and no Deny does (IAM User Guide, "Policy evaluation logic"). */
export function allows(policy: string, request: PolicyRequest): boolean {
  const statements = PARSED.get(policy) ?? parseStatements(policy);
  if (statements === undefined) throw new Error(`not a policy: ${policy}`);
  PARSED.set(policy, statements);
  const applying = statements.filter((statement) => applies(statement, request));
  return (
    applying.some(({ effect }) => effect === "Allow") && applying.every(({ effect }) => effect === "Allow")
  );
}

/** The policy without its statement at that index: what a test must notice. */
export function withoutStatement(policy: string, index: number): string {
  const { Statement, ...rest } = JSON.parse(policy) as { Statement: unknown[] };
  return JSON.stringify({ ...rest, Statement: Statement.filter((_, at) => at !== index) });
}

/** The policy with no condition in that statement. */
export function withoutCondition(policy: string, index: number): string {
  const { Statement, ...rest } = JSON.parse(policy) as { Statement: object[] };
  return JSON.stringify({
    ...rest,
    Statement: Statement.map((one, at) => (at === index ? { ...one, Condition: undefined } : one)),
  });
}

/** The statements of a policy, as many as it has. */
export function statementsOf(policy: string): readonly Statement[] {
  return parseStatements(policy) ?? [];
}

function applies(statement: Statement, { principal, action, resource, context }: PolicyRequest): boolean {
  if (statement.notActions.length + statement.notPrincipals.length > 0) {
    throw new Error("NotAction and NotPrincipal are not understood here");
  }
  const isFor =
    statement.principals.length === 0
      ? principal === undefined
      : statement.principals.some((one) => one === "*" || one === principal);
  return (
    isFor &&
    statement.actions.some((pattern) => isLike(pattern.toLowerCase(), action.toLowerCase())) &&
    isOn(statement, resource) &&
    statement.conditions.every((condition) => holds(condition, context))
  );
}

function isOn({ resources, notResources }: Statement, resource: string): boolean {
  const listed = (patterns: readonly string[]) => patterns.some((pattern) => isLike(pattern, resource));
  return notResources.length > 0 ? !listed(notResources) : listed(resources);
}

/** IAM User Guide, "IAM JSON policy elements: Condition operators"; a key that the request lacks fails the condition. */
function holds({ operator, key, values }: StatementCondition, context: PolicyRequest["context"]): boolean {
  const given = context[key];
  // IAM User Guide, "Multivalued context keys": a request without the key has no value that fails.
  if (given === undefined) return operator.startsWith("ForAllValues:");
  switch (operator) {
    case "Bool":
    case "StringEquals":
    case "ForAllValues:StringEquals":
      return values.includes(given);
    case "ArnLike":
    case "StringLike":
    case "ForAllValues:StringLike":
    case "ArnEquals":
      return values.some((pattern) => isLike(pattern, given));
    default:
      throw new Error(`the operator ${operator} is not understood here`);
  }
}

function isLike(pattern: string, text: string): boolean {
  const parts = pattern
    .split("*")
    .map((part) => part.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\?/g, "."));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}
