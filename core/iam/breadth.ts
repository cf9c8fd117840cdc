import type { Statement, StatementCondition } from "./statement.js";

/** Whether the statement names every resource. */
export function allowsAnyResource(statement: Statement): boolean {
  return statement.resources.includes("*") || statement.notResources.length > 0;
}

/** Whether the statement applies to everybody: any principal, with no condition that narrows it. */
export function letsEverybodyIn(statement: Statement): boolean {
  return (
    statement.effect === "Allow" &&
    (statement.principals.includes("*") || statement.notPrincipals.length > 0) &&
    !statement.conditions.some(narrows)
  );
}

/** Condition keys that tie a request to an account, an organization, a network or a resource. */
const NARROWING_KEYS =
  /^(aws:(Source(Account|Arn|OrgID|OrgPaths|Vpc|Vpce|VpcArn|Ip|Owner)|Principal(Account|Arn|OrgID|OrgPaths|Tag\/.+)|ResourceAccount|ResourceOrgID|userid|username)|kms:(CallerAccount|ViaService)|s3:DataAccessPointAccount)$/i;
/** Operators that let a request pass that lacks the key or has any other value. */
const PASSES_OTHERS = /Not|IfExists|^Null$/;
const ANY_VALUE: ReadonlySet<string> = new Set(["*", "0.0.0.0/0", "::/0"]);

function narrows({ operator, key, values }: StatementCondition): boolean {
  return (
    NARROWING_KEYS.test(key) && !PASSES_OTHERS.test(operator) && !values.some((value) => ANY_VALUE.has(value))
  );
}
