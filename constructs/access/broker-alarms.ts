import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import type { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { Construct } from "constructs";
import { ACCESS_METRICS } from "../../core/contracts/access-broker.js";
import type { DeployedFunction } from "../function/deployed-function.js";

/** What is watched, and who is told. */
export interface BrokerAlarmsProps {
  readonly name: string;
  readonly functions: Readonly<Record<string, DeployedFunction>>;
  readonly deadLetters: Readonly<Record<string, SqsQueue>>;
  readonly mostActiveGrants: number;
  readonly actions: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

const FIVE_MINUTES = 300;
/** A sweep every five minutes, and one that may come late. */
const OVERDUE_SECONDS = 600;

/** Alarms of an access broker: on what its sweep measures, on a sweep that does not report, and on each function. */
export class BrokerAlarms extends Construct {
  constructor(scope: Construct, id: string, props: BrokerAlarmsProps) {
    super(scope, id);
    const { name, tags } = props;
    const common = {
      period: FIVE_MINUTES,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      alarmActions: [...props.actions],
      okActions: [...props.actions],
      tags: { ...tags },
    };
    const gauge = (key: keyof typeof ACCESS_METRICS.gauges, threshold: number, alarmDescription: string) =>
      new CloudwatchMetricAlarm(this, key, {
        ...common,
        namespace: ACCESS_METRICS.namespace,
        metricName: ACCESS_METRICS.gauges[key],
        dimensions: { [ACCESS_METRICS.dimension]: name },
        alarmName: `${name}-${key}`,
        alarmDescription,
        statistic: "Maximum",
        threshold,
        // Two sweeps a period: one of them may come late, and what only one of them saw counts.
        period: 2 * FIVE_MINUTES,
        evaluationPeriods: 1,
        // A sweep that does not report is what this alarm is for.
        treatMissingData: "breaching",
      });
    gauge(
      "active",
      props.mostActiveGrants,
      "More grants are active than anybody planned for, or no sweep reports.",
    );
    gauge("stuck", 1, "A grant cannot be taken back after several attempts, or no sweep reports.");
    gauge("orphans", 1, "AWS had an object of /jit/ that no grant owns, or no sweep reports.");
    gauge("headsNotKept", 1, "The head of the audit chain could not be kept, or no sweep reports.");
    gauge("oldestOverdueSeconds", OVERDUE_SECONDS, "What is over is not cleaned up, or no sweep reports.");
    for (const [key, { functionName }] of Object.entries(props.functions)) {
      for (const metricName of ["Errors", "Throttles"]) {
        new CloudwatchMetricAlarm(this, `${key}-${metricName.toLowerCase()}`, {
          ...common,
          namespace: "AWS/Lambda",
          metricName,
          dimensions: { FunctionName: functionName },
          alarmName: `${name}-${key}-${metricName.toLowerCase()}`,
          alarmDescription: `The function ${key} of the access broker has ${metricName.toLowerCase()}.`,
          statistic: "Sum",
          threshold: 1,
          evaluationPeriods: 1,
          // No data is no invocation.
          treatMissingData: "notBreaching",
        });
      }
    }
    for (const [key, queue] of Object.entries(props.deadLetters)) {
      new CloudwatchMetricAlarm(this, `${key}-dead-letters`, {
        ...common,
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: queue.name },
        alarmName: `${name}-${key}-dead-letters`,
        alarmDescription: `An event of the access broker (${key}) failed for good; the sweep makes up for it.`,
        statistic: "Maximum",
        threshold: 1,
        evaluationPeriods: 1,
        treatMissingData: "notBreaching",
      });
    }
  }
}
