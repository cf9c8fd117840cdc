import { valueOrThrow } from "../../core/errors.js";
import { GUARDRAILS, guardrailsFrom } from "../../core/guardrails/guardrails.js";
import { type GuardrailSelection, selectGuardrails } from "../../core/guardrails/selection.js";
import { refusedOption } from "../input/refuse-option.js";
import type { CheckOptions } from "./check-options.js";

/** How a report is shown to people. */
export interface DisplayOptions {
  /** Entries that a list shows. */
  readonly most: number;
  readonly isCompact: boolean;
  /** Whether the table shows every section, and not only what fits a screen. */
  readonly isDetailed: boolean;
  /** Where the document of the rules is. */
  readonly ruleDocument: string;
}

/** Entries that a list of the table shows where `--max` says nothing. */
export const DEFAULT_MAX = 10;
const LARGEST_MAX = 1_000_000;
const DEEPEST_VIEW = 100;

/** The document of the rules in this installation: dist/cli and cli/check are equally deep. */
export const RULE_DOCUMENT = new URL("../../docs/rules.md", import.meta.url).href;

/**
 * The options that say how the report looks, checked.
 *
 * @throws CordonError CORDON_OPTION_REFUSED
 */
export function displayOptions(options: CheckOptions): DisplayOptions {
  const { compact = false, details = false, format, max, around, depth, ruleDocument } = options;
  if (compact && format !== "table")
    throw refusedOption({
      where: "--compact",
      summary: "the short form is a table",
      got: `--format ${format}`,
      allowed: "--compact with --format table",
      fix: "leave one of the two out",
    });
  if (details && (compact || format !== "table"))
    throw refusedOption({
      where: "--details",
      summary: "the details are those of the table",
      got: compact ? "--compact" : `--format ${format}`,
      allowed: "--details with --format table, and without --compact",
      fix: "leave one of the two out",
    });
  if (depth !== undefined) {
    wholeNumber(depth, "--depth", 1, DEEPEST_VIEW, "say how many conversations away is still shown");
    if (around === undefined)
      throw refusedOption({
        where: "--depth",
        summary: "a depth needs a middle",
        got: depth,
        allowed: "--depth together with --around",
        fix: "name the segment in the middle with --around",
      });
  }
  return {
    most: max === undefined ? DEFAULT_MAX : wholeNumber(max, "--max", 1, LARGEST_MAX, "say how many entries"),
    isCompact: compact,
    isDetailed: details || max !== undefined,
    ruleDocument: ruleDocument === undefined ? RULE_DOCUMENT : webAddress(ruleDocument),
  };
}

/**
 * The guardrails that run.
 *
 * @throws CordonError CORDON_GUARDRAIL_NAME_UNKNOWN, CORDON_OPTION_REFUSED
 */
export function selectionOf({ rule, skipRule, largeInterval }: CheckOptions): GuardrailSelection {
  const all =
    largeInterval === undefined
      ? GUARDRAILS
      : valueOrThrow(
          guardrailsFrom(
            wholeNumber(
              largeInterval,
              "--large-interval",
              1,
              31,
              "7 is wider than a registry gives one organization",
            ),
          ),
          "--large-interval",
        );
  return valueOrThrow(
    selectGuardrails(all, {
      ...(rule === undefined ? {} : { only: rule }),
      ...(skipRule === undefined ? {} : { skip: skipRule }),
    }),
  );
}

function wholeNumber(text: string, where: string, least: number, most: number, fix: string): number {
  const number = Number(text);
  if (/^[0-9]+$/.test(text) && number >= least && number <= most) return number;
  const allowed = `a whole number from ${least} to ${most}`;
  throw refusedOption({ where, summary: "this is not a number that it takes", got: text, allowed, fix });
}

function webAddress(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text) && !text.includes("#")) return text;
  throw refusedOption({
    where: "--rule-document",
    summary: "this is not the address of a page",
    got: text,
    allowed: "an http or https address without a fragment",
    fix: "name the page that shows docs/rules.md",
  });
}
