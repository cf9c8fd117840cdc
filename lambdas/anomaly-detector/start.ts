import { randomUUID } from "node:crypto";
import { athenaCalls, athenaClient } from "../../adapters/aws/athena/athena-calls.js";
import { AthenaEngine } from "../../adapters/aws/athena/athena-engine.js";
import { databaseClient, hubClient, noticeClient } from "../../adapters/aws/clients/clients.js";
import { dynamoDbState } from "../../adapters/aws/detector-state/dynamodb-state.js";
import { securityHub } from "../../adapters/aws/finding-hub/security-hub.js";
import { snsFindings } from "../../adapters/aws/finding-notices/sns-findings.js";
import { warnedSubjects } from "../../adapters/aws/subject-flags/warned-subjects.js";
import { ANOMALY_DETECTOR } from "../../core/contracts/anomaly-detector.js";
import type { Environment } from "../../core/contracts/contract.js";
import { accessLogLine } from "../../core/detection/access-log-record.js";
import { DEFAULT_SURROUNDINGS } from "../../core/detection/rules/rule.js";
import { DETECTION_RULES } from "../../core/detection/rules/rules.js";
import { identifier } from "../../core/detection/sql/identifier.js";
import type { DetectorPorts, DetectorSettings } from "../../services/anomaly-detector/scheduled/ports.js";
import { type ProcessEnvironment, runsIn } from "../wiring/process-environment.js";
import { report } from "../wiring/report.js";
import { startOrThrow } from "../wiring/start.js";
import { answerEvent, type DetectorAnswer } from "./events.js";
import { detectionLine } from "./gauges.js";

type DetectorEnvironment = Environment<typeof ANOMALY_DETECTOR>;

/** Time that is left after the statements to write down and tell what they found, in milliseconds. */
const TIME_TO_TELL = 50_000;

/** The function as its environment describes it. */
export function startDetector(env: ProcessEnvironment): (event: unknown) => Promise<DetectorAnswer> {
  return startOrThrow(ANOMALY_DETECTOR, env, (environment) => {
    const settings = settingsOf(environment, env);
    const { fixed, engine } = outsideOf(environment, settings.source);
    return (event) =>
      answerEvent(event, { ...fixed, engine: engine() }, settings, (gauges) => {
        process.stdout.write(detectionLine(gauges, environment.detectorName, Date.now()));
      });
  });
}

/** What the environment says of the log and of the team. */
export function settingsOf(environment: DetectorEnvironment, env: ProcessEnvironment): DetectorSettings {
  return {
    log: identifier(environment.logDatabase, environment.logTable),
    budget: environment.budget,
    rules: DETECTION_RULES,
    surroundings: {
      egress: environment.egress ?? DEFAULT_SURROUNDINGS.egress,
      critical: environment.critical ?? DEFAULT_SURROUNDINGS.critical,
      administration: environment.administration ?? DEFAULT_SURROUNDINGS.administration,
    },
    source: runsIn(env).functionName ?? environment.detectorName,
  };
}

function outsideOf(environment: DetectorEnvironment, functionName: string) {
  const calls = athenaCalls(athenaClient());
  const now = Date.now;
  const wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
  const fixed: Omit<DetectorPorts, "engine"> = {
    state: dynamoDbState(databaseClient(), environment.stateTable),
    notices: snsFindings(noticeClient(), {
      topic: environment.findingTopic,
      functionName,
      version: environment.version,
      now,
    }),
    ...(environment.subjectTable === undefined
      ? {}
      : { registry: warnedSubjects(databaseClient(), environment.subjectTable) }),
    ...(environment.securityHub === "off"
      ? {}
      : { hub: securityHub(hubClient(), ownerOf(environment.findingTopic)) }),
    now,
    newId: randomUUID,
    logRecords: async (records) => {
      for (const record of records) process.stdout.write(accessLogLine(record));
    },
    report,
  };
  /** One an invocation: its queries have tokens and a deadline of their own. */
  const engine = () =>
    new AthenaEngine(
      {
        calls,
        time: { now, wait, random: Math.random },
        place: {
          workgroup: environment.workgroup,
          database: environment.summaryDatabase,
          run: randomUUID(),
          deadline: now() + ANOMALY_DETECTOR.timeoutSeconds * 1000 - TIME_TO_TELL,
        },
      },
      environment.summaryFolder,
    );
  return { fixed, engine };
}

/** The account and the region of a topic are those of its detector. */
function ownerOf(topic: string) {
  const [, partition = "", , region = "", account = ""] = topic.split(":");
  return { partition, region, account };
}
