/** CloudWatch Logs API Reference, PutRetentionPolicy. */
const DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** The days that a log group can keep its lines, as an error says them. */
export const LOG_RETENTION = `one of ${DAYS.join(", ")} days`;

/** Whether a log group can keep its lines for so many days. */
export function isLogRetention(days: number): boolean {
  return DAYS.includes(days);
}
