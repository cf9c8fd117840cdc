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
  const faults = FAULTS.map((reason) => `($.reason = "${reason}")`).join(" || ");
  return `{ ($.function = "${functionName}") && (${faults}) }`;
}
