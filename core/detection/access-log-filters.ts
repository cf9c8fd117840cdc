import { FAULTS } from "../contracts/faults.js";

/*
 * Lines of a log group in the filter pattern language of CloudWatch Logs, which takes at most 1024 characters
 * (CloudWatch Logs User Guide, "Filter pattern syntax for metric filters"; API Reference, PutMetricFilter).
 */

/** The lines of a log group that are access-log records. */
export const RECORD_FILTER_PATTERN = '{ ($.decision = "ALLOW") || ($.decision = "DENY") }';

/** The denials of one function, among the records of all that write to the log group. */
export function denialPattern(functionName: string): string {
  return `{ ($.function = "${functionName}") && ($.decision = "DENY") }`;
}

/** The denials of one function whose reason is a fault. */
export function faultPattern(functionName: string): string {
  return reasonPattern(functionName, FAULTS);
}

/** The records of one function with one of the reasons. */
export function reasonPattern(functionName: string, reasons: readonly string[]): string {
  const any = reasons.map((reason) => `($.reason = "${reason}")`).join(" || ");
  return `{ ($.function = "${functionName}") && (${any}) }`;
}
