import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter/index.js";
import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import { Construct } from "constructs";
import { denialPattern, faultPattern } from "../../core/detection/access-log-filters.js";

/** What is watched, and who is told. */
export interface PolicyAlarmsProps {
  /** Start of the names of alarms and metrics, unique in account and region: an alarm replaces one of the same name. */
  readonly name: string;
  /** What the function is, at the beginning of a sentence. */
  readonly subject: string;
  readonly functionName: string;
  /** Whether a function URL passes the function's answers on. */
  readonly hasUrl: boolean;
  /** Where the function writes its records, beside other functions perhaps. */
  readonly logGroupName: string;
  /** Denials within five minutes from which on it is a spike. */
  readonly denialSpike: number;
  /** ARNs of what is told, SNS topics as a rule. */
  readonly actions: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

type Watched = Pick<
  CloudwatchMetricAlarmConfig,
  "alarmDescription" | "dimensions" | "metricName" | "namespace" | "threshold"
>;

const NAMESPACE = "Cordon";
const FIVE_MINUTES = 300;

/** Alarms of one function that decides: it fails, it is throttled, it or what it needs is broken, it denies too much. */
export class PolicyAlarms extends Construct {
  readonly #props: PolicyAlarmsProps;

  constructor(scope: Construct, id: string, props: PolicyAlarmsProps) {
    super(scope, id);
    this.#props = props;
    const { subject, functionName } = props;
    this.#alarmOfFunction("errors", "Errors", `${subject} fails: requests get 500 instead of a decision.`);
    this.#alarmOfFunction(
      "throttles",
      "Throttles",
      `${subject} has reached its reserved concurrency: requests get no decision.`,
    );
    if (props.hasUrl) {
      // The function answers a failure itself, which Lambda does not count among its errors.
      // Lambda Developer Guide, "Monitoring Lambda function URLs".
      this.#alarmOfFunction("url-errors", "Url5xxCount", `${subject} answers 500 instead of a decision.`);
    }
    this.#alarmOfRecords("fault", "Faults", faultPattern(functionName), {
      alarmDescription: `${subject} denies because key set, registry, policies or configuration are broken: see "reason" in the access log.`,
      threshold: 1,
    });
    this.#alarmOfRecords("denial-spike", "Denials", denialPattern(functionName), {
      alarmDescription: `${subject} denies many requests: somebody tries doors, or a policy is wrong.`,
      threshold: props.denialSpike,
    });
  }

  #alarmOfFunction(id: string, metricName: string, alarmDescription: string): void {
    const dimensions = { FunctionName: this.#props.functionName };
    this.#alarm(id, { namespace: "AWS/Lambda", dimensions, metricName, alarmDescription, threshold: 1 });
  }

  #alarmOfRecords(
    id: string,
    metric: string,
    pattern: string,
    alarm: Pick<Watched, "alarmDescription" | "threshold">,
  ): void {
    const metricName = `${metric}-${this.#props.name}`;
    new CloudwatchLogMetricFilter(this, metric.toLowerCase(), {
      name: metricName,
      logGroupName: this.#props.logGroupName,
      pattern,
      metricTransformation: { name: metricName, namespace: NAMESPACE, value: "1", unit: "Count" },
    });
    this.#alarm(id, { ...alarm, namespace: NAMESPACE, metricName });
  }

  #alarm(id: string, watched: Watched): void {
    const { name, actions, tags } = this.#props;
    new CloudwatchMetricAlarm(this, id, {
      statistic: "Sum",
      period: FIVE_MINUTES,
      evaluationPeriods: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      // No data is no request.
      treatMissingData: "notBreaching",
      alarmName: `${name}-${id}`,
      alarmActions: [...actions],
      okActions: [...actions],
      tags: { ...tags },
      ...watched,
    });
  }
}
