import { quote } from "../../core/errors.js";
import { isPlain, SOURCE_IDENTITY, USER_ID } from "../../core/iam/condition.js";
import { parseOperator } from "../../core/iam/condition-operator.js";
import type { PersonKey } from "../../core/iam/person-condition.js";
import { parseStatements, type Statement, type StatementCondition } from "../../core/iam/statement.js";
import { isToken } from "../../core/network/token.js";
import type { JitProblem } from "./error-codes.js";

/** Calls by which somebody becomes a session of the role. */
const ASSUMING = new Set([
  "sts:assumerole",
  "sts:assumerolewithsaml",
  "sts:assumerolewithwebidentity",
  "sts:*",
  "*",
]);

/** What the trust policy must pin for a person condition to name one person, by the key of the session. */
export const PINS: Readonly<Record<Exclude<PersonKey, "none">, string>> = {
  [SOURCE_IDENTITY]: "sts:SourceIdentity",
  [USER_ID]: "sts:RoleSessionName",
};

/**
 * What of the caller AWS sets itself. A tag of the principal counts, since whoever may set tags of people is trusted to
 * name them; a literal does not: everybody whom the statement lets in could take that name.
 */
const CALLER = /^\$\{(?:aws:username|aws:SourceIdentity|aws:PrincipalTag\/[^}]+|saml:sub)\}$/i;

/** What `eligible` is told beside the role. */
export interface EligibleOptions {
  /**
   * How the entitlements of the role tell people apart: by the source identity of the session, by its name, or not at
   * all, where the role has one user. The file says it where the role's name is a literal.
   * @default "aws:SourceIdentity"
   */
  readonly person?: PersonKey;
}

/** Why the trust policy does not tell people apart, or undefined where it does. */
export function trustProblem(trust: unknown, person: PersonKey, where: string): JitProblem | undefined {
  if (person === "none") return undefined;
  const pinned = PINS[person];
  const text = typeof trust === "string" ? trust.replaceAll("$${", "${") : undefined;
  const statements = text === undefined || isWholeToken(text) ? undefined : parseStatements(text);
  if (statements === undefined) {
    return unpinned(pinned, "the trust policy is known only at deployment", quote(trust), where);
  }
  const open = statements.find((one) => letsPeopleIn(one) && !isPinned(one, pinned));
  if (open === undefined) return undefined;
  return unpinned(
    pinned,
    "the trust policy lets a caller choose who it is",
    quote(open.principals.join(", ")),
    where,
  );
}

function isWholeToken(text: string): boolean {
  return isToken(text) && !text.trimStart().startsWith("{");
}

/** Whether the statement lets anybody but AWS services in. `NotAction` and `NotPrincipal` are too much to judge. */
function letsPeopleIn({ effect, actions, notActions, principals, notPrincipals }: Statement): boolean {
  if (effect !== "Allow") return false;
  const assumes =
    notActions.length > 0 ||
    actions.some((action) => ASSUMING.has(action.toLowerCase()) || /[*?]/.test(action));
  return assumes && (notPrincipals.length > 0 || principals.some((one) => !one.startsWith("Service:")));
}

function isPinned(statement: Statement, pinned: string): boolean {
  const { conditions } = statement;
  if (conditions.some((condition) => pinsDirectly(condition, pinned))) return true;
  return namesItsRoles(statement) && conditions.some((condition) => pinsByUserId(condition, pinned));
}

/**
 * Whether only sessions of roles that are named are let in: whoever may assume any other role of the account chooses
 * the session name, and so whom it names.
 */
function namesItsRoles({ principals, notPrincipals, conditions }: Statement): boolean {
  const roles = principals.every((one) => /^AWS:arn:[a-z-]+:iam::\d{12}:role\/./.test(one));
  return notPrincipals.length === 0 && (roles || conditions.some(isOnRoles));
}

/** `ArnLike aws:PrincipalArn arn:aws:iam::111122223333:role/aws-reserved/*`. */
function isOnRoles(condition: StatementCondition): boolean {
  return (
    isOperator(condition, "ArnLike", "ArnEquals", "StringLike", "StringEquals") &&
    condition.key.toLowerCase() === "aws:principalarn" &&
    condition.values.length > 0 &&
    condition.values.every((value) => /^arn:[a-z-]+:iam::\d{12}:role\/(?!\*$)./.test(value))
  );
}

/** `StringEquals sts:SourceIdentity ${aws:username}`; false where the caller sets none. */
function pinsDirectly(condition: StatementCondition, pinned: string): boolean {
  return (
    isOperator(condition, "StringEquals", "StringLike") &&
    condition.key.toLowerCase() === pinned.toLowerCase() &&
    condition.values.length > 0 &&
    condition.values.every((value) => CALLER.test(value))
  );
}

/** `StringLike aws:userid *:${sts:SourceIdentity}`, for callers that are sessions and have no user name. */
function pinsByUserId(condition: StatementCondition, pinned: string): boolean {
  return (
    isOperator(condition, "StringLike") &&
    condition.key.toLowerCase() === USER_ID.toLowerCase() &&
    condition.values.length > 0 &&
    condition.values.every((value) => value.toLowerCase() === `*:\${${pinned.toLowerCase()}}`)
  );
}

function isOperator(
  { operator, key }: StatementCondition,
  ...names: readonly ("ArnEquals" | "ArnLike" | "StringEquals" | "StringLike")[]
): boolean {
  const parsed = parseOperator(operator);
  return parsed !== undefined && names.some((name) => isPlain({ operator: parsed, key, value: "" }, name));
}

function unpinned(pinned: string, summary: string, got: string, where: string): JitProblem {
  return {
    code: "CORDON_JIT_ROLE_UNPINNED",
    summary: `${summary}, so a grant for one person would serve others`,
    got,
    allowed: `literal JSON, in which each Allow for people has StringEquals ${pinned} "\${aws:username}", or StringLike aws:userid "*:\${${pinned}}" with ArnLike aws:PrincipalArn for sessions of roles that are named`,
    fix: "add the condition; in Terraform a variable of IAM is written $${aws:username}",
    where,
  };
}
