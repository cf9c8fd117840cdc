import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter/index.js";
import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import type { Construct } from "constructs";

/** Whose alarms they are, and who is told. */
export interface AlarmSettings {
  /** Start of the names of alarms and metrics, unique in account and region: an alarm replaces one of the same name. */
  readonly name: string;
  /** ARNs of what is told, SNS topics as a rule. */
  readonly actions: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** What an alarm is on, and from which sum within five minutes on it is raised. */
export type Watched = Pick<
  CloudwatchMetricAlarmConfig,
  "alarmDescription" | "dimensions" | "metricName" | "namespace" | "threshold"
>;

/** Records of a log group that are counted. */
export interface CountedRecords {
  /** Id of the filter, beside that of the alarm. */
  readonly filterId: string;
  /** Start of the metric's name. */
  readonly metric: string;
  readonly logGroupName: string;
  readonly pattern: string;
}

const NAMESPACE = "Cordon";
const FIVE_MINUTES = 300;

/** An alarm on the sum of five minutes. */
export function sumAlarm(scope: Construct, id: string, settings: AlarmSettings, watched: Watched): void {
  const { name, actions, tags } = settings;
  new CloudwatchMetricAlarm(scope, id, {
    statistic: "Sum",
    period: FIVE_MINUTES,
    evaluationPeriods: 1,
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    // No data is not a request.
    treatMissingData: "notBreaching",
    alarmName: `${name}-${id}`,
    alarmActions: [...actions],
    okActions: [...actions],
    tags: { ...tags },
    ...watched,
  });
}

/** An alarm on how many records of the access log have a pattern within five minutes. */
export function recordAlarm(
  scope: Construct,
  id: string,
  settings: AlarmSettings,
  { filterId, metric, logGroupName, pattern }: CountedRecords,
  alarm: Pick<Watched, "alarmDescription" | "threshold">,
): void {
  const metricName = `${metric}-${settings.name}`;
  new CloudwatchLogMetricFilter(scope, filterId, {
    name: metricName,
    logGroupName,
    pattern,
    metricTransformation: { name: metricName, namespace: NAMESPACE, value: "1", unit: "Count" },
  });
  sumAlarm(scope, id, settings, { ...alarm, namespace: NAMESPACE, metricName });
}
