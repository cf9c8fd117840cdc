import { type GrantUse, type UsableGrant, UseCount } from "../../core/access/use/grant-use.js";
import { parseInstant } from "../../core/time/instant.js";
import type { ReportRow } from "../../services/access-broker/verbs.js";

/** A row of a report with what the grant was used for; null for one that never was in force. */
export interface UsedRow extends ReportRow {
  readonly use: GrantUse | null;
}

/**
 * The rows with what CloudTrail files say of each.
 *
 * @param now the end of a grant that is in force, in milliseconds since 1970
 * @throws CordonError for files that are not there or cannot be read
 */
export async function withUse(
  rows: readonly ReportRow[],
  glob: string,
  now: number,
): Promise<readonly UsedRow[]> {
  // Here, because no other report waits for DuckDB.
  const { openTrail } = await import("../../adapters/duckdb/open-trail.js");
  const trail = await openTrail(glob, "--cloudtrail");
  try {
    const grants = rows.flatMap((row) => usableGrant(row, now) ?? []);
    const count = new UseCount(grants);
    const roles = [...new Set(grants.flatMap(({ stated, target }) => (stated === null ? [] : [target])))];
    if (roles.length > 0) {
      const from = grants.reduce((least, grant) => Math.min(least, grant.from), Number.MAX_SAFE_INTEGER);
      const to = grants.reduce((most, grant) => Math.max(most, grant.to), 0);
      for await (const event of trail.events(roles, from, to)) count.see(event);
    }
    const coverage = await trail.coverage();
    const uses = new Map(grants.map((grant) => [grant.grant, count.useOf(grant, coverage)]));
    return rows.map((row) => ({ ...row, use: uses.get(row.grant) ?? null }));
  } finally {
    trail.close();
  }
}

function usableGrant(row: ReportRow, now: number): UsableGrant | undefined {
  const { grant, requester, target, activation, deadline, endedAt, stated, state } = row;
  // What was rolled back was never given to anybody.
  if (activation === null || deadline === null || state === "FAILED") return undefined;
  const end = Math.min(parseInstant(deadline), endedAt === null ? now : parseInstant(endedAt));
  const person = requester.replace(/^[^:]*:/u, "");
  return {
    grant,
    person,
    target,
    from: parseInstant(activation),
    to: Math.min(end, now),
    stated: stated ?? null,
  };
}
