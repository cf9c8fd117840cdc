import type { Option } from "commander";
import { parseInstant } from "../../core/time/instant.js";
import { refusedOption } from "../input/refuse-option.js";
import { option, required } from "../options.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** `--logs` of a verb that reads the access log. */
export function logs(): Option {
  return required(
    "--logs <glob>",
    "the access log: a file, folder or glob of *.parquet, *.jsonl, *.jsonl.gz, or CloudTrail's *.json.gz",
  );
}

/** `--budget` of a verb that alerts. */
export function budget(): Option {
  return required("--budget <alerts a day>", "false alerts a day that the team accepts");
}

/**
 * The number of alerts a day, above 0.
 *
 * @throws CordonError CORDON_OPTION_REFUSED
 */
export function budgetOf(text: string): number {
  const number = Number(text);
  if (text.trim() !== "" && number > 0 && Number.isFinite(number)) return number;
  throw refusedOption({
    where: "--budget",
    summary: "this is not a number of alerts a day",
    got: text,
    allowed: "a number above 0",
    fix: "say how many false alerts a day the team accepts, as --budget 5",
  });
}

/**
 * An instant on a full hour, in milliseconds since 1970.
 *
 * @throws CordonError CORDON_OPTION_REFUSED
 */
export function hourOf(where: string, text: string): number {
  return alignedOf(where, text, HOUR, "a full hour, such as 2026-03-01T10:00:00Z");
}

/**
 * A UTC midnight, in milliseconds since 1970.
 *
 * @throws CordonError CORDON_OPTION_REFUSED
 */
export function midnightOf(where: string, text: string): number {
  return alignedOf(where, text, DAY, "a UTC midnight, such as 2026-03-01T00:00:00Z");
}

/** Years in which every day of the history has four digits of the year. */
const EARLIEST = Date.UTC(1970, 2, 1);
const LATEST = Date.UTC(9990, 0, 1);

function alignedOf(where: string, text: string, unit: number, allowed: string): number {
  const instant = parseInstant(text);
  if (instant % unit === 0 && instant >= EARLIEST && instant <= LATEST) return instant;
  throw refusedOption({
    where,
    summary: "this is not an instant at which windows begin",
    got: text,
    allowed: `${allowed}, with date, time and zone`,
    fix: `write ${where} ${allowed.replace(/^.*such as /u, "")}`,
  });
}

/** `--state`. */
export function state(description: string): Option {
  return option("--state <dir>", description);
}

/**
 * An instant of an option, in milliseconds since 1970.
 *
 * @throws CordonError CORDON_OPTION_REFUSED
 */
export function instantOption(where: string, text: string): number {
  const instant = parseInstant(text);
  if (instant >= EARLIEST && instant <= LATEST) return instant;
  throw refusedOption({
    where,
    summary: "this is not an instant",
    got: text,
    allowed: "date, time and zone by RFC 3339",
    fix: `write ${where} 2026-03-01T10:00:00Z`,
  });
}
