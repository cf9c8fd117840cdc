import { SEVERITIES, type Severity } from "../../core/guardrails/guardrail.js";

/** What the exit status of every `cordon` command means. */
export const EXIT = {
  clean: 0,
  /** Findings, violations or a denial. */
  findings: 1,
  /** Bad usage or unreadable input. */
  unusable: 2,
  /** UNKNOWN remains. */
  incomplete: 3,
} as const;

/** Whether a severity is at least as bad as the bar of `--fail-on`. */
export function reaches(severity: Severity, bar: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(bar);
}
