import type { DetectionErrorCode } from "../../core/detection/error-codes.js";
import { CordonError, quote } from "../../core/errors.js";
import { queryCancelled, queryFailed } from "../../services/anomaly-detector/query-problem.js";

/** What DuckDB says of a file that it cannot read: its path in quotes, and what is wrong. */
const OF_A_FILE =
  /Malformed JSON in file|No magic bytes|too small to be a Parquet|Invalid (?:Parquet|Thrift)|TProtocolException|Corrupt|gzip|GZIP|Invalid Input Error: (?:File|JSON)|IO Error|maximum_object_size|Snappy|ZSTD|out of buffer|bytes beyond|Parquet/;

/**
 * The error of DuckDB as one for the user: of the log's files, of a statement that was stopped, or of the statement.
 *
 * @param what the statement, by id, or the files
 */
export function duckDbError(error: unknown, what: string): CordonError {
  if (error instanceof CordonError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const [line = ""] = message.split("\n\n");
  if (/^INTERRUPT/u.test(message)) return queryCancelled(what);
  if (OF_A_FILE.test(message)) return unreadableLog(what, line);
  return queryFailed(
    "DuckDB",
    what,
    line,
    /^Out of Memory/u.test(message)
      ? "read fewer days of the log at a time"
      : "report it with this line; it is a defect of the statement or of the rule",
  );
}

/** A file of the log that cannot be read. */
export function unreadableLog(where: string, got: string): CordonError {
  return new CordonError([
    {
      code: "CORDON_LOG_UNREADABLE" satisfies DetectionErrorCode,
      summary: "a file of the access log cannot be read",
      got: quote(got),
      allowed: "whole files: *.parquet, *.jsonl, *.jsonl.gz, and *.json or *.json.gz of CloudTrail",
      fix: "copy the file again, or leave it out of the glob",
      where,
    },
  ]);
}
