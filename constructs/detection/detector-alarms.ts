import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import type { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { Construct } from "constructs";
import { DETECTION_METRICS } from "../../core/contracts/anomaly-detector.js";

/** What is watched, and who is told. */
export interface DetectorAlarmsProps {
  readonly name: string;
  readonly functionName: string;
  readonly deadLetters: Readonly<Record<string, SqsQueue>>;
  readonly quietHours: number;
  readonly actions: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

const FIVE_MINUTES = 300;
const HOUR = 3600;

interface Watch {
  readonly gauge: keyof typeof DETECTION_METRICS.gauges;
  readonly description: string;
  readonly statistic: "Maximum" | "Sum";
  readonly comparison: "GreaterThanOrEqualToThreshold" | "LessThanThreshold";
  readonly threshold: number;
  readonly period: number;
  readonly periods: number;
}

const atLeast = { statistic: "Maximum", comparison: "GreaterThanOrEqualToThreshold", threshold: 1 } as const;

/** Each alarm on a gauge, by its id. Missing data is an alarm: who does not look finds nothing. */
function watches(quietHours: number): Readonly<Record<string, Watch>> {
  return {
    "no-run": {
      gauge: "runs",
      description: "The detector has not looked for fifteen minutes.",
      statistic: "Sum",
      comparison: "LessThanThreshold",
      threshold: 1,
      period: FIVE_MINUTES,
      periods: 3,
    },
    "no-data": {
      gauge: "recordsSeen",
      description: `The access log has had no record for ${quietHours} hours, or nobody looks.`,
      statistic: "Maximum",
      comparison: "LessThanThreshold",
      threshold: 1,
      period: HOUR,
      periods: quietHours,
    },
    "query-failed": {
      ...atLeast,
      gauge: "queriesFailed",
      description: "Statements of the detector fail in run after run, or nobody looks.",
      period: FIVE_MINUTES,
      periods: 2,
    },
    "canary-missed": {
      ...atLeast,
      gauge: "canaryMissed",
      description: "An attack on purpose was not found within half an hour, or nobody looks.",
      period: 2 * FIVE_MINUTES,
      periods: 1,
    },
    "notices-pending": {
      ...atLeast,
      gauge: "noticesPending",
      description: "Findings wait for an hour to be told, or nobody looks.",
      period: 2 * FIVE_MINUTES,
      periods: 6,
    },
    "summary-old": {
      ...atLeast,
      gauge: "summaryAgeHours",
      description: "The model has not learned yesterday, or nobody looks.",
      period: HOUR,
      periods: 6,
    },
  };
}

/** Alarms of a detector: on what its runs measure, on runs that do not come, and on its function. */
export class DetectorAlarms extends Construct {
  readonly count: number;

  constructor(scope: Construct, id: string, props: DetectorAlarmsProps) {
    super(scope, id);
    const { functionName, quietHours } = props;
    // The engine of the same log may have the same name, and an alarm replaces another one of its name.
    const name = `${props.name}-detector`;
    const common = {
      alarmActions: [...props.actions],
      okActions: [...props.actions],
      tags: { ...props.tags },
    };
    for (const [key, watch] of Object.entries(watches(quietHours))) {
      new CloudwatchMetricAlarm(this, key, {
        ...common,
        alarmName: `${name}-${key}`,
        alarmDescription: watch.description,
        namespace: DETECTION_METRICS.namespace,
        metricName: DETECTION_METRICS.gauges[watch.gauge].name,
        dimensions: { [DETECTION_METRICS.dimension]: props.name },
        statistic: watch.statistic,
        comparisonOperator: watch.comparison,
        threshold: watch.threshold,
        period: watch.period,
        evaluationPeriods: watch.periods,
        treatMissingData: "breaching",
      });
    }
    for (const metricName of ["Errors", "Throttles"]) {
      this.#ofAws(common, `${name}-${metricName.toLowerCase()}`, metricName.toLowerCase(), {
        namespace: "AWS/Lambda",
        metricName,
        dimensions: { FunctionName: functionName },
        alarmDescription: `The function of the detector has ${metricName.toLowerCase()}.`,
        statistic: "Sum",
      });
    }
    for (const [key, queue] of Object.entries(props.deadLetters)) {
      this.#ofAws(common, `${name}-${key}-dead-letters`, `${key}-dead-letters`, {
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: queue.name },
        alarmDescription: "An event of the detector failed for good; the next run makes up for it.",
        statistic: "Maximum",
      });
    }
    this.count = this.node.children.length;
  }

  #ofAws(
    common: {
      readonly alarmActions: string[];
      readonly okActions: string[];
      readonly tags: Record<string, string>;
    },
    alarmName: string,
    id: string,
    watched: {
      readonly namespace: string;
      readonly metricName: string;
      readonly dimensions: Record<string, string>;
      readonly alarmDescription: string;
      readonly statistic: string;
    },
  ): void {
    new CloudwatchMetricAlarm(this, id, {
      ...common,
      ...watched,
      alarmName,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      period: FIVE_MINUTES,
      evaluationPeriods: 1,
      // No data is no invocation, or no letter.
      treatMissingData: "notBreaching",
    });
  }
}
