import type { DetectionErrorCode } from "../../core/detection/error-codes.js";
import type { Problem, Result } from "../../core/errors.js";
import { objectOrEmpty, textMember } from "../../core/json/values.js";
import { acknowledgeFinding } from "../../services/anomaly-detector/scheduled/acknowledge.js";
import { attackAsCanary } from "../../services/anomaly-detector/scheduled/canary.js";
import { detect } from "../../services/anomaly-detector/scheduled/detect.js";
import type {
  DetectorGauges,
  DetectorPorts,
  DetectorSettings,
} from "../../services/anomaly-detector/scheduled/ports.js";
import { summarizeDays } from "../../services/anomaly-detector/scheduled/summaries.js";

/** An answer to whoever invoked the function. */
export type DetectorAnswer =
  | { readonly ok: true; readonly [name: string]: unknown }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Answers an event: `{ version: 1, verb }` with the verb detect, summarize or canary, or
 * `{ version: 1, verb: "acknowledge", request }`. What is wrong with an event is an answer.
 *
 * @param measured is told what a run measured, before anybody gets an answer
 */
export async function answerEvent(
  event: unknown,
  ports: DetectorPorts,
  settings: DetectorSettings,
  measured: (gauges: DetectorGauges) => void,
): Promise<DetectorAnswer> {
  const { version, request } = objectOrEmpty(event);
  const verb = version === 1 ? textMember(event, "verb") : undefined;
  switch (verb) {
    case "detect": {
      const { findings, gauges } = await detect(ports, settings);
      measured(gauges);
      return { ok: true, findings: findings.map(({ id }) => id) };
    }
    case "summarize": {
      const { threshold, day } = await summarizeDays(ports, settings);
      return { ok: true, threshold, learnedUntil: new Date(day).toISOString().slice(0, 10) };
    }
    case "canary":
      return { ok: true, canary: await attackAsCanary(ports, settings) };
    case "acknowledge":
      return answered(await acknowledgeFinding(ports, settings, objectOrEmpty(request)));
    default:
      return { ok: false, problems: [unknownEvent(event)] };
  }
}

function answered<T>(result: Result<T, DetectionErrorCode>): DetectorAnswer {
  return result.ok ? { ok: true, acknowledgement: result.value } : { ok: false, problems: result.problems };
}

function unknownEvent(event: unknown): Problem<DetectionErrorCode> {
  return {
    code: "CORDON_DETECTION_EVENT_REFUSED",
    summary: "the detector does not know this event",
    got: JSON.stringify(Object.keys(objectOrEmpty(event)).slice(0, 20)),
    allowed: '{ version: 1, verb: "detect" | "summarize" | "canary" }, or verb "acknowledge" with a request',
    fix: "send one of them",
  };
}
