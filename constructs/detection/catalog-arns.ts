import type { Construct } from "constructs";
import { Account } from "../guardrails/account.js";

/** ARNs that a reader or writer of tables' definitions needs: the catalog, the database, each table. */
export function catalogArns(
  scope: Construct,
  database: string,
  tables: readonly string[],
): readonly string[] {
  const account = Account.of(scope);
  return [
    account.arn("glue", "catalog"),
    account.arn("glue", `database/${database}`),
    ...tables.map((table) => account.arn("glue", `table/${database}/${table}`)),
  ];
}
