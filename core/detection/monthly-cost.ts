import type { DetectionRule } from "./rules/rule.js";
import { defaultSettings } from "./rules/rule.js";
import { LATEST_DELIVERY_HOURS } from "./sql/log-bounds.js";

/** A part of what a detector costs a month. */
export interface CostPart {
  readonly what: string;
  readonly dollars: number;
}

/**
 * List prices of us-east-1 in US dollars, November 2026: Athena a TB scanned and its smallest query in bytes; Lambda on
 * arm64 a GB-second; S3 a request that writes; a custom metric, an alarm and a dashboard of CloudWatch; a key of KMS.
 */
const PRICES = {
  terabyte: 5,
  smallestQuery: 10_000_000,
  gigabyteSecond: 0.0000133334,
  write: 0.000005,
  metric: 0.3,
  alarm: 0.1,
  dashboard: 3,
  key: 1,
} as const;

/** Bytes of a record in the lake: Parquet with Snappy, with ids that do not compress. */
const RECORD_BYTES = 60;
const DAYS = 30;
const RUNS = (DAYS * 24 * 60) / 5;
const MINUTES_A_DAY = 1440;
/** Seconds that a run waits for its statements, and memory of the function in GB. */
const RUN = { seconds: 30, gigabytes: 0.5 } as const;
/** Statements of a run over summaries, and objects that a statement writes. */
const SUMMARY_QUERIES = 2;
const OBJECTS_A_QUERY = 2;
const METRICS = 10;

/** What the detector reads, and how much there is to read. */
export interface CostInput {
  readonly recordsADay: number;
  readonly rules: readonly DetectionRule[];
  readonly alarms: number;
}

/** What a detector is expected to cost a month, part by part. It says what it assumes, and no bill. */
export function monthlyCost({ recordsADay, rules, alarms }: CostInput): readonly CostPart[] {
  const bytesIn = (minutes: number) => (recordsADay * RECORD_BYTES * minutes) / MINUTES_A_DAY;
  const scan = (minutes: number) => Math.max(bytesIn(minutes), PRICES.smallestQuery);
  const late = LATEST_DELIVERY_HOURS * 60;
  // Cells from midnight, half a day on average; moves with the day before; how many records there are.
  const model =
    RUNS *
    (scan(MINUTES_A_DAY / 2) + scan(MINUTES_A_DAY) + scan(late) + SUMMARY_QUERIES * PRICES.smallestQuery);
  const night = DAYS * (scan(MINUTES_A_DAY) + 3 * PRICES.smallestQuery);
  const ofRules = rules.map((rule) => {
    const runs = (DAYS * MINUTES_A_DAY) / rule.everyMinutes;
    const settings = defaultSettings(rule);
    return { runs, bytes: runs * scan(rule.historyMinutes(settings) + late + rule.everyMinutes) };
  });
  const ruleBytes = ofRules.reduce((total, { bytes }) => total + bytes, 0);
  const queries = RUNS * 5 + DAYS * 4 + ofRules.reduce((total, { runs }) => total + runs, 0);
  const dollars = (bytes: number) => (bytes / 1e12) * PRICES.terabyte;
  return [
    { what: "Athena, the model", dollars: dollars(model + night) },
    { what: `Athena, ${rules.length} rules`, dollars: dollars(ruleBytes) },
    { what: "S3, answers of queries", dollars: queries * OBJECTS_A_QUERY * PRICES.write },
    { what: "Lambda", dollars: RUNS * RUN.seconds * RUN.gigabytes * PRICES.gigabyteSecond },
    {
      what: "CloudWatch",
      dollars: METRICS * PRICES.metric + alarms * PRICES.alarm + PRICES.dashboard,
    },
    { what: "KMS", dollars: PRICES.key },
  ];
}

/** The cost in words, for whoever synthesizes. */
export function describeCost(input: CostInput): string {
  const parts = monthlyCost(input);
  const total = parts.reduce((sum, { dollars }) => sum + dollars, 0);
  const records = input.recordsADay.toLocaleString("en-US");
  return [
    `expects to cost $${total.toFixed(2)} a month at ${records} records a day of ${RECORD_BYTES} bytes (list prices of us-east-1):`,
    ...parts.map(({ what, dollars }) => `  ${what}: $${dollars.toFixed(2)}`),
  ].join("\n");
}
