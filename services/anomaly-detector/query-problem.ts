import type { DetectionErrorCode } from "../../core/detection/error-codes.js";
import { CordonError, quote } from "../../core/errors.js";

/** A statement that the engine refused or broke off. */
export function queryFailed(engine: string, id: string, got: string, fix: string): CordonError {
  return problem({
    code: "CORDON_QUERY_FAILED",
    summary: `${engine} refused the statement or broke it off`,
    got: quote(got),
    allowed: "a statement that runs to its end within the limits of the engine",
    fix,
    where: id,
  });
}

/** A statement that was stopped. */
export function queryCancelled(id: string, got = quote(id), fix = "run it again"): CordonError {
  return problem({
    code: "CORDON_QUERY_CANCELLED",
    summary: "the statement was stopped before its end",
    got,
    allowed: "a statement that runs to its end",
    fix,
    where: id,
  });
}

/** An answer whose columns or cells are none of those that the statement declares. */
export function invalidAnswer(id: string, got: string, allowed: string): CordonError {
  return problem({
    code: "CORDON_QUERY_CELL_INVALID",
    summary: "the answer is not of the columns that the statement declares",
    got,
    allowed,
    fix: "correct the statement's columns, or cast in its SELECT",
    where: id,
  });
}

function problem(found: {
  readonly code: DetectionErrorCode;
  readonly summary: string;
  readonly got: string;
  readonly allowed: string;
  readonly fix: string;
  readonly where: string;
}): CordonError {
  return new CordonError([found]);
}
