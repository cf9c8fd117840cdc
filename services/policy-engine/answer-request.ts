import { type AccessAnswer, transportDenial } from "./access-answer.js";
import type { PolicyEnginePorts } from "./ports.js";
import type { PresentedRequest } from "./presented-request.js";
import { type RecordedAnswer, recordAnswer } from "./record-answer.js";
import type { PolicyEngineSettings } from "./settings.js";
import { verifyAccess } from "./verify-access.js";
import { withinDeadline } from "./within-deadline.js";

/**
 * The decision on one request, with its record in the access log.
 *
 * It never throws and never waits longer than `signal` allows: what fails is a denial, with a reason.
 *
 * @param presented undefined for a request that could not be read
 * @param signal aborted when the answer has to be out
 */
export async function answerRequest(
  presented: PresentedRequest | undefined,
  settings: PolicyEngineSettings,
  ports: PolicyEnginePorts,
  signal: AbortSignal,
): Promise<RecordedAnswer> {
  const now = ports.now();
  const answer = await answerTo(presented, settings, ports, now, signal);
  const request = {
    target: presented?.target.ok === true ? presented.target.value : presented?.written,
    sourceIp: presented?.sourceIp,
    place: presented?.place ?? {},
    region: settings.region,
  };
  return recordAnswer(answer, request, ports, now);
}

async function answerTo(
  presented: PresentedRequest | undefined,
  settings: PolicyEngineSettings,
  ports: PolicyEnginePorts,
  now: number,
  signal: AbortSignal,
): Promise<AccessAnswer> {
  if (settings.unusable === true) return transportDenial("configuration_invalid");
  if (presented === undefined) return transportDenial("event_unreadable");
  return withinDeadline(verifyAccess(presented, settings, ports, now, signal), signal, ports);
}
