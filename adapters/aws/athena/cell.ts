import type { Cell, ColumnType } from "../../../core/detection/sql/statement.js";

const INTEGER = /^-?[0-9]{1,16}$/;
const DOUBLE = /^-?[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]+)?$/i;
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const TIMESTAMP = /^([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?$/;

/**
 * A cell of Athena as a cell of the declared type; undefined where it is none. Every cell is a text; of NULL there is
 * none (Amazon Athena API Reference, Datum).
 */
export function cellOf(text: string | undefined, type: ColumnType): Cell | undefined {
  if (text === undefined) return null;
  switch (type) {
    case "text":
      return text;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "integer": {
      const number = INTEGER.test(text) ? Number(text) : Number.NaN;
      return Number.isSafeInteger(number) ? number + 0 : undefined;
    }
    case "double": {
      const number = DOUBLE.test(text) ? Number(text) : Number.NaN;
      return Number.isFinite(number) ? number : undefined;
    }
    case "date":
      return DATE.test(text) && isoOf(`${text}T00:00:00.000Z`) !== undefined ? text : undefined;
    case "timestamp": {
      const [, day, time, fraction = ""] = TIMESTAMP.exec(text) ?? [];
      return day === undefined ? undefined : isoOf(`${day}T${time}.${fraction.slice(0, 3).padEnd(3, "0")}Z`);
    }
  }
}

/** The text where it is an instant of the calendar: Date.parse takes the 31st of each month. */
function isoOf(text: string): string | undefined {
  const instant = new Date(text);
  return !Number.isNaN(instant.getTime()) && instant.toISOString() === text ? text : undefined;
}
