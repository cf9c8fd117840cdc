import { Construct } from "constructs";
import { denialPattern, faultPattern } from "../../core/detection/access-log-filters.js";
import { type AlarmSettings, recordAlarm, sumAlarm, type Watched } from "../guardrails/record-alarms.js";

/** What is watched, and who is told. */
export interface PolicyAlarmsProps extends AlarmSettings {
  /** What the function is, at the beginning of a sentence. */
  readonly subject: string;
  readonly functionName: string;
  /** Whether a function URL passes the function's answers on. */
  readonly hasUrl: boolean;
  /** Where the function writes its records, beside other functions perhaps. */
  readonly logGroupName: string;
  /** Denials within five minutes from which on it is a spike. */
  readonly denialSpike: number;
}

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
    sumAlarm(this, id, this.#props, {
      namespace: "AWS/Lambda",
      dimensions,
      metricName,
      alarmDescription,
      threshold: 1,
    });
  }

  #alarmOfRecords(
    id: string,
    metric: string,
    pattern: string,
    alarm: Pick<Watched, "alarmDescription" | "threshold">,
  ): void {
    const { logGroupName } = this.#props;
    const records = { filterId: metric.toLowerCase(), metric, logGroupName, pattern };
    recordAlarm(this, id, this.#props, records, alarm);
  }
}
