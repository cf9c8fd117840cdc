import { CordonError, quote } from "../../errors.js";
import { parseDate } from "../../time/instant.js";
import type { DetectionErrorCode } from "../error-codes.js";
import { pieceOf, type Sql } from "./sql.js";

/** Characters that an engine cuts a text at, and halves of surrogate pairs, which UTF-8 cannot write. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what it looks for.
const UNWRITABLE = /\u0000|\p{Cs}/u;

/** Whether SQL can hold the text: without NUL, and without halves of surrogate pairs. */
export function isWritable(value: string): boolean {
  return !UNWRITABLE.test(value);
}

/** 0001-01-01 and 9999-12-31T23:59:59.999: beyond, the engines write years in ways of their own. */
const FIRST_INSTANT = -62_135_596_800_000;
const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * The one renderer of values into SQL, for DuckDB and for Athena alike: a typed literal that means the same on both.
 *
 * Athena takes parameters as text only, and in WHERE only; so values are rendered, and nowhere else than here.
 *
 * @throws CordonError CORDON_SQL_LITERAL_REFUSED for a value that the type does not have
 */
export const literal = {
  /** A text, 'O''Brien'. Refused: NUL, and halves of surrogate pairs. */
  text(value: string): Sql {
    if (typeof value !== "string" || !isWritable(value)) {
      throw refused("text", value, "a text without NUL and without halves of surrogate pairs");
    }
    return pieceOf(`'${value.replaceAll("'", "''")}'`);
  },

  /** A whole number of at most 2^53 - 1; a negative one in brackets, because two dashes begin a comment. */
  integer(value: number): Sql {
    if (!Number.isSafeInteger(value)) throw refused("integer", value, "a whole number of at most 2^53 - 1");
    return pieceOf(value < 0 ? `(${value})` : `${value + 0}`);
  },

  /** A finite number as DOUBLE, which is written with an exponent: without one, Trino reads a DECIMAL. */
  double(value: number): Sql {
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw refused("double", value, "a finite number");
    }
    const text = (value + 0).toExponential().replace("e+", "E").replace("e", "E");
    return pieceOf(value < 0 ? `(${text})` : text);
  },

  /** A day of the calendar as DATE, from "2026-03-01". */
  date(value: string): Sql {
    return pieceOf(`DATE '${dayOf(value)}'`);
  },

  /** A day as the text that the partition column `dt` holds, from "2026-03-01". */
  day(value: string): Sql {
    return pieceOf(`'${dayOf(value)}'`);
  },

  /** An hour as the number that the partition column `hour` holds, 0 to 23. */
  hour(value: number): Sql {
    if (!Number.isInteger(value) || value < 0 || value > 23) {
      throw refused("hour", value, "a whole number from 0 to 23");
    }
    return pieceOf(`${value + 0}`);
  },

  /** An instant in milliseconds since 1970 as TIMESTAMP without a zone, whose clock is UTC's. */
  timestamp(value: number): Sql {
    if (!Number.isInteger(value) || value < FIRST_INSTANT || value > LAST_INSTANT) {
      throw refused("timestamp", value, "whole milliseconds since 1970, in the years 1 to 9999");
    }
    return pieceOf(`TIMESTAMP '${new Date(value).toISOString().slice(0, -1).replace("T", " ")}'`);
  },
} as const;

function dayOf(value: string): string {
  if (typeof value === "string" && !Number.isNaN(parseDate(value)) && value > "0001") return value;
  throw refused("date", value, "a day of the calendar, such as 2026-03-01");
}

function refused(type: string, value: unknown, allowed: string): CordonError {
  return new CordonError([
    {
      code: "CORDON_SQL_LITERAL_REFUSED" satisfies DetectionErrorCode,
      summary: `this is not a value that SQL can hold as ${type}`,
      got: quote(value),
      allowed,
      fix: "check the value before it is put into a statement",
    },
  ]);
}
