/** How bad a finding of detection is, worst first. */
export const FINDING_SEVERITIES = ["critical", "high", "medium", "low"] as const;

/** How bad a finding of detection is. */
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number];
