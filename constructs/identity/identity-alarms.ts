import { Construct } from "constructs";
import { faultPattern, reasonPattern } from "../../core/detection/access-log-filters.js";
import type { DeployedFunction } from "../function/deployed-function.js";
import { type AlarmSettings, recordAlarm, sumAlarm, type Watched } from "../guardrails/record-alarms.js";
import type { IdentityApi } from "./identity-api.js";

/** What is watched, and who is told. */
export interface IdentityAlarmsProps extends AlarmSettings {
  readonly everybody: DeployedFunction;
  readonly operators: DeployedFunction;
  readonly api: IdentityApi;
  /** Within five minutes, from which on it is a spike. */
  readonly unknownNameSpike: number;
  readonly failureSpike: number;
}

/** Reasons of records that say that somebody was not who they said. */
export const FAILED_REASONS: readonly string[] = [
  "password_wrong",
  "totp_wrong",
  "totp_replayed",
  "recovery_code_wrong",
  "challenge_refused",
  "origin_mismatch",
  "rp_id_mismatch",
  "user_handle_mismatch",
  "signature_invalid",
  "throttled",
];

/** Alarms of an authenticator: it fails, it is throttled, names are guessed, factors are guessed, a passkey was copied. */
export class IdentityAlarms extends Construct {
  readonly #props: IdentityAlarmsProps;

  constructor(scope: Construct, id: string, props: IdentityAlarmsProps) {
    super(scope, id);
    this.#props = props;
    const { everybody, operators } = props;
    for (const [key, { functionName }] of Object.entries({ everybody, operators })) {
      for (const metricName of ["Errors", "Throttles"]) {
        sumAlarm(this, `${key}-${metricName.toLowerCase()}`, props, {
          namespace: "AWS/Lambda",
          metricName,
          dimensions: { FunctionName: functionName },
          alarmDescription: `The authenticator's function for ${key} has ${metricName.toLowerCase()}: people get no answer.`,
          threshold: 1,
        });
      }
    }
    sumAlarm(this, "failures", props, {
      namespace: "AWS/ApiGateway",
      ...props.api.failures,
      dimensions: { ...props.api.failures.dimensions },
      alarmDescription: "The authenticator's API answers 5xx: people get no answer.",
      threshold: 1,
    });
    for (const [key, one] of Object.entries({ everybody, operators })) {
      // The functions answer a failure themselves, which Lambda does not count among their errors.
      this.#alarmOfRecords(`${key}-fault`, one, faultPattern(one.functionName), {
        alarmDescription:
          'The authenticator, or what it stands on, is broken: see "reason" in the access log.',
        threshold: 1,
      });
    }
    const { functionName } = everybody;
    this.#alarmOfRecords("unknown-names", everybody, reasonPattern(functionName, ["person_unknown"]), {
      alarmDescription: "Many sign-ins with names that nobody has: somebody tries a list of names.",
      threshold: props.unknownNameSpike,
    });
    this.#alarmOfRecords("failed", everybody, reasonPattern(functionName, FAILED_REASONS), {
      alarmDescription:
        "Many sign-ins fail or are held up: somebody guesses, or something is broken for people.",
      threshold: props.failureSpike,
    });
    this.#alarmOfRecords("copied-passkey", everybody, reasonPattern(functionName, ["counter_regressed"]), {
      alarmDescription: "A passkey counted backwards: it exists twice. Take it away from its person.",
      threshold: 1,
    });
  }

  #alarmOfRecords(
    id: string,
    { logGroup }: DeployedFunction,
    pattern: string,
    alarm: Pick<Watched, "alarmDescription" | "threshold">,
  ): void {
    const records = { filterId: `${id}-metric`, metric: id, logGroupName: logGroup.name, pattern };
    recordAlarm(this, id, this.#props, records, alarm);
  }
}
