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
