import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter/index.js";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import { Construct } from "constructs";

/** What is watched, and who is told. */
export interface PolicyAlarmsProps {
  readonly name: string;
  readonly functionName: string;
  readonly logGroupName: string;
  /** Denials within five minutes from which on it is a spike. */
  readonly denialSpike: number;
  /** ARNs of what is told, SNS topics as a rule. */
  readonly actions: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

const NAMESPACE = "Cordon";
const FIVE_MINUTES = 300;

/** Alarms of a policy engine: it fails, it is throttled, or it denies much more than usual. */
export class PolicyAlarms extends Construct {
  constructor(scope: Construct, id: string, props: PolicyAlarmsProps) {
    super(scope, id);
    const { name, actions, tags } = props;
    const common = {
      statistic: "Sum",
      period: FIVE_MINUTES,
      evaluationPeriods: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      // No data is no request.
      treatMissingData: "notBreaching",
      alarmActions: [...actions],
      okActions: [...actions],
      tags: { ...tags },
    };
    const ofFunction = { namespace: "AWS/Lambda", dimensions: { FunctionName: props.functionName } };
    new CloudwatchMetricAlarm(this, "errors", {
      ...common,
      ...ofFunction,
      alarmName: `${name}-errors`,
      alarmDescription: "The policy engine fails: requests get 500 instead of a decision.",
      metricName: "Errors",
      threshold: 1,
    });
    new CloudwatchMetricAlarm(this, "throttles", {
      ...common,
      ...ofFunction,
      alarmName: `${name}-throttles`,
      alarmDescription: "The policy engine has reached its reserved concurrency: requests get 500.",
      metricName: "Throttles",
      threshold: 1,
    });
    const metricName = `Denials-${name}`;
    new CloudwatchLogMetricFilter(this, "denials", {
      name: metricName,
      logGroupName: props.logGroupName,
      pattern: '{ $.decision = "DENY" }',
      metricTransformation: { name: metricName, namespace: NAMESPACE, value: "1", unit: "Count" },
    });
    new CloudwatchMetricAlarm(this, "denial-spike", {
      ...common,
      namespace: NAMESPACE,
      metricName,
      alarmName: `${name}-denial-spike`,
      alarmDescription:
        "Many requests are denied: somebody tries doors, or a policy, key set or registry is broken.",
      threshold: props.denialSpike,
    });
  }
}
