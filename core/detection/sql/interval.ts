import { CordonError, quote } from "../../errors.js";
import type { DetectionErrorCode } from "../error-codes.js";
import { pieceOf, type Sql } from "./sql.js";

/** A stretch of whole minutes, at least one, as INTERVAL '60' MINUTE, which both engines read alike. */
export function minutes(count: number): Sql {
  if (Number.isSafeInteger(count) && count >= 1) return pieceOf(`INTERVAL '${count}' MINUTE`);
  throw new CordonError([
    {
      code: "CORDON_SQL_LITERAL_REFUSED" satisfies DetectionErrorCode,
      summary: "this is not a number of minutes",
      got: quote(count),
      allowed: "a whole number of at least 1",
      fix: "give the interval in whole minutes",
    },
  ]);
}
