import { transportDenial } from "./access-answer.js";
import { type AskedRequest, answerAndRecord } from "./answer-and-record.js";
import { authenticate } from "./authenticate.js";
import type { PolicyEnginePorts } from "./ports.js";
import type { PresentedRequest } from "./presented-request.js";
import type { TransportReasonCode } from "./reasons.js";
import type { RecordedAnswer } from "./record-answer.js";
import type { PolicyEngineSettings } from "./settings.js";

/**
 * The decision on one request that brings a token, with its record in the access log.
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
  const recorded = {
    target: presented?.target.ok === true ? presented.target.value : presented?.written,
    sourceIp: presented?.sourceIp,
    place: presented?.place ?? {},
    region: settings.region,
    functionName: settings.functionName,
  };
  return answerAndRecord(
    { authentication: authenticationOf(presented, settings, ports), recorded },
    ports,
    signal,
  );
}

function authenticationOf(
  presented: PresentedRequest | undefined,
  settings: PolicyEngineSettings,
  ports: PolicyEnginePorts,
): AskedRequest["authentication"] {
  if (settings.unusable === true) return nobody("configuration_invalid");
  if (presented === undefined) return nobody("event_unreadable");
  return (now) => authenticate(presented, settings, ports, now);
}

function nobody(reason: TransportReasonCode): AskedRequest["authentication"] {
  return { ok: false, denial: transportDenial(reason) };
}
