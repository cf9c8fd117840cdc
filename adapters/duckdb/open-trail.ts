import { calledAction } from "../../core/access/use/called-action.js";
import type { TrailCoverage, TrailEvent } from "../../core/access/use/grant-use.js";
import type { DetectionErrorCode } from "../../core/detection/error-codes.js";
import { literal } from "../../core/detection/sql/literal.js";
import { joinSql, sql, sqlText } from "../../core/detection/sql/sql.js";
import type { Query } from "../../core/detection/sql/statement.js";
import { CordonError, quote } from "../../core/errors.js";
import { allRows } from "../../services/anomaly-detector/query-engine.js";
import { LARGEST_TRAIL_BYTES } from "./cloudtrail.js";
import { DuckDbEngine } from "./duckdb-engine.js";
import { duckDbError } from "./duckdb-problem.js";
import { logFiles } from "./log-files.js";
import { openSandbox } from "./sandbox.js";

/** CloudTrail files, as far as they say who used what. */
export interface OpenTrail {
  /** Calls of sessions of the roles, each once, in a period: `from` inclusive, `to` exclusive. */
  events(roles: readonly string[], from: number, to: number): AsyncIterable<TrailEvent>;
  coverage(): Promise<TrailCoverage>;
  close(): void;
}

/** CloudTrail User Guide, "CloudTrail record contents" and "userIdentity element". */
const COLUMNS = `STRUCT(eventID VARCHAR, eventTime VARCHAR, eventName VARCHAR, eventSource VARCHAR,
  eventCategory VARCHAR, errorCode VARCHAR, resources STRUCT(ARN VARCHAR, "type" VARCHAR)[],
  userIdentity STRUCT(principalId VARCHAR,
    sessionContext STRUCT(sourceIdentity VARCHAR, sessionIssuer STRUCT(arn VARCHAR))))[]`.replaceAll(
  /\s+/gu,
  " ",
);

/** Objects are many; that their bucket is recorded says as much. */
const OBJECT = "AWS::S3::Object";

/**
 * Opens CloudTrail files in a database of their own, which can read nothing else.
 *
 * @param glob a file, a folder or a glob; `*.json` and `*.json.gz`
 * @throws CordonError CORDON_LOG_MISSING, CORDON_LOG_UNREADABLE
 */
export async function openTrail(glob: string, where: string): Promise<OpenTrail> {
  const files = filesOf(glob, where);
  const list = joinSql(files.map(literal.text), ", ");
  const sandbox = await openSandbox({ files, threads: 1 }, async (connection) => {
    // The same event may lie in the files of several trails.
    await connection.run(`CREATE TABLE trail AS
      SELECT DISTINCT ON (r.eventID) TRY_CAST(r.eventTime AS TIMESTAMP) AS ts, r.eventSource AS source,
        r.eventName AS name, r.eventCategory AS category,
        r.errorCode LIKE '%AccessDenied%' OR r.errorCode LIKE '%Unauthorized%' AS denied,
        r.userIdentity.sessionContext.sessionIssuer.arn AS role,
        r.userIdentity.sessionContext.sourceIdentity AS source_identity,
        nullif(split_part(r.userIdentity.principalId, ':', 2), '') AS session_name,
        coalesce(list_filter(r.resources, x -> x.ARN IS NOT NULL), []) AS resources
      FROM (SELECT unnest(Records) AS r FROM read_json([${sqlText(list)}], format = 'auto',
        maximum_object_size = ${LARGEST_TRAIL_BYTES}, columns = {'Records': '${COLUMNS}'}))`);
  }).catch((error: unknown) => {
    throw duckDbError(error, glob);
  });
  const engine = new DuckDbEngine(sandbox);
  return {
    async *events(roles, from, to) {
      if (roles.length === 0) return;
      for await (const rows of engine.run(eventQuery(roles, from, to))) {
        for (const row of rows) {
          yield {
            at: Date.parse(row.ts ?? ""),
            action: calledAction(row.source ?? "", row.name ?? ""),
            role: row.role ?? "",
            sourceIdentity: row.source_identity,
            sessionName: row.session_name,
            isDenied: row.denied ?? false,
            resources: JSON.parse(row.arns ?? "[]") as string[],
          };
        }
      }
    },
    async coverage() {
      const [span] = await allRows(engine, SPAN);
      const recorded = await allRows(engine, RECORDED);
      return {
        first: instantOf(span?.first_ts),
        last: instantOf(span?.last_ts),
        recorded: recorded.flatMap(({ arn }) => (arn === null ? [] : [arn])),
      };
    },
    close: () => engine.close(),
  };
}

function eventQuery(roles: readonly string[], from: number, to: number) {
  return {
    id: "trail-events",
    text: sql`SELECT ts, source, name, role, source_identity, session_name, coalesce(denied, false) AS denied,
        CAST(to_json(list_transform(resources, x -> x.ARN)) AS VARCHAR) AS arns
      FROM trail WHERE role IN (${joinSql(roles.map(literal.text), ", ")})
        AND ts >= ${literal.timestamp(from)} AND ts < ${literal.timestamp(to)}`,
    columns: {
      ts: "timestamp",
      source: "text",
      name: "text",
      role: "text",
      source_identity: "text",
      session_name: "text",
      denied: "boolean",
      arns: "text",
    },
  } as const satisfies Query;
}

const SPAN = {
  id: "trail-span",
  text: sql`SELECT min(ts) AS first_ts, max(ts) AS last_ts FROM trail`,
  columns: { first_ts: "timestamp", last_ts: "timestamp" },
} as const satisfies Query;

const RECORDED = {
  id: "trail-recorded",
  text: sql`SELECT DISTINCT one.ARN AS arn
    FROM (SELECT unnest(resources) AS one FROM trail WHERE category = 'Data')
    WHERE coalesce(one."type", '') <> ${literal.text(OBJECT)} ORDER BY arn`,
  columns: { arn: "text" },
} as const satisfies Query;

function instantOf(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Date.parse(text);
}

/** The CloudTrail files of a glob, and no others. */
function filesOf(glob: string, where: string): readonly string[] {
  try {
    const { cloudtrail } = logFiles(glob);
    if (cloudtrail.length > 0) return cloudtrail;
  } catch (error) {
    if (!(error instanceof CordonError)) throw error;
    throw new CordonError(
      error.problems.map((problem) => (problem.where === "--logs" ? { ...problem, where } : problem)),
    );
  }
  throw new CordonError([
    {
      code: "CORDON_LOG_MISSING" satisfies DetectionErrorCode,
      summary: "no file of CloudTrail is there",
      got: quote(glob),
      allowed: "*.json and *.json.gz as CloudTrail writes them",
      fix: "check the path; quote a glob, so that the shell leaves it alone",
      where,
    },
  ]);
}
