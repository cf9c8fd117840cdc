import type { TerraformStack } from "cdktf";
import * as api from "../../../constructs/index.js";
import { BOUNDARY, type Entry, engineIn, logIn, make, segmentIn, TAGS } from "./wrong-values-entry.js";

const detectorProps = (stack: TerraformStack) =>
  ({
    log: logIn(stack),
    budgetPerDay: 5,
    notify: ["security@example.com"],
    critical: ["admin/*", segmentIn(stack)],
    egress: ["203.0.113.0/24"],
    administration: ["iam:*"],
    engine: engineIn(stack),
    securityHub: true,
    quietHours: 6,
    queryBytesCutoff: 10_485_760,
    expectedRecordsPerDay: 100_000,
    alarmActions: ["arn:aws:sns:eu-central-1:111122223333:alarms"],
    name: "shop",
    deletionProtection: true,
    function: {
      memoryMegabytes: 512,
      permissionsBoundary: BOUNDARY,
      reservedConcurrency: 2,
      runtime: "nodejs22.x",
    } satisfies Required<NonNullable<api.AnomalyDetectorProps["function"]>>,
    tags: TAGS,
  }) satisfies Required<api.AnomalyDetectorProps>;

/** Detection. */
export const DETECTION_ENTRIES: Readonly<Record<string, Entry>> = {
  AnomalyDetector: {
    args: (stack) => [stack, "detector", detectorProps(stack)],
    call: make(api.AnomalyDetector),
    taken: {
      construct: ["0"],
      text: ["1", "2.critical.0", "2.critical.1", "2.administration.0", "2.name", "2.tags.team"],
      undefined: [
        "2.critical",
        "2.egress",
        "2.administration",
        "2.engine",
        "2.securityHub",
        "2.quietHours",
        "2.queryBytesCutoff",
        "2.expectedRecordsPerDay",
        "2.alarmActions",
        "2.name",
        "2.deletionProtection",
        "2.function",
        "2.function.memoryMegabytes",
        "2.function.permissionsBoundary",
        "2.function.reservedConcurrency",
        "2.function.runtime",
        "2.tags",
        "2.tags.team",
      ],
      "[]": ["2.egress", "2.alarmActions"],
      number: ["2.budgetPerDay", "2.quietHours", "2.expectedRecordsPerDay", "2.function.reservedConcurrency"],
      "{}": ["2.function", "2.tags"],
    },
  },
};
