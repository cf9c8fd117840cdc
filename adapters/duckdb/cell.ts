import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { Cell, ColumnType } from "../../core/detection/sql/statement.js";
import { MILLISECONDS_PER_DAY } from "../../core/time/instant.js";

/** A value of DuckDB as a cell of the declared type; undefined where it is none. */
export function cellOf(value: DuckDBValue, type: ColumnType): Cell | undefined {
  if (value === null) return null;
  switch (type) {
    case "text":
      return typeof value === "string" ? value : undefined;
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "integer": {
      const number = numberOf(value);
      return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
    }
    case "double": {
      const number = numberOf(value);
      return number !== undefined && Number.isFinite(number) ? number : undefined;
    }
    case "date":
      return value instanceof DuckDBDateValue
        ? new Date(value.days * MILLISECONDS_PER_DAY).toISOString().slice(0, 10)
        : undefined;
    case "timestamp": {
      const milliseconds = millisecondsOf(value);
      // Beyond the years that a Date has, DuckDB writes "infinity" and years of five digits.
      if (milliseconds === undefined || Number.isNaN(new Date(milliseconds).getTime())) return undefined;
      return new Date(milliseconds).toISOString();
    }
  }
}

function numberOf(value: DuckDBValue): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  return value instanceof DuckDBDecimalValue ? value.toDouble() : undefined;
}

/** Milliseconds since 1970, rounded down. */
function millisecondsOf(value: DuckDBValue): number | undefined {
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    return floorDivide(value.micros, 1000n);
  }
  if (value instanceof DuckDBTimestampMillisecondsValue) return Number(value.millis);
  if (value instanceof DuckDBTimestampSecondsValue) return Number(value.seconds) * 1000;
  return value instanceof DuckDBTimestampNanosecondsValue ? floorDivide(value.nanos, 1_000_000n) : undefined;
}

/** In whole numbers, because a double does not hold the microseconds of the year 3000. */
function floorDivide(value: bigint, divisor: bigint): number {
  const quotient = value / divisor;
  return Number(value % divisor < 0n ? quotient - 1n : quotient);
}
