import { orToken, value } from "../../core/options/kinds.js";

/** CloudWatch Logs API Reference, PutRetentionPolicy. */
const DAYS: readonly unknown[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** The days that a log group can keep its lines. */
export const LOG_RETENTION = orToken(value(`one of ${DAYS.join(", ")} days`, (days) => DAYS.includes(days)));
