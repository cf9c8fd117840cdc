import { accessLogLine, accessLogRecord } from "../../core/detection/access-log-record.js";
import { type AccessAnswer, transportDenial } from "./access-answer.js";
import type { PolicyEnginePorts } from "./ports.js";
import type { PresentedRequest } from "./presented-request.js";
import type { PolicyEngineSettings } from "./settings.js";
import { verifyAccess } from "./verify-access.js";

/** An answer, and the id of its record in the access log. */
export interface RecordedAnswer extends AccessAnswer {
  readonly eventId: string;
}

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
  const eventId = ports.newEventId();
  ports.log(
    accessLogLine(accessLogRecord({ ...factsOf(answer, presented, settings, now), event_id: eventId })),
  );
  return { ...answer, eventId };
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

/** The answer, or a denial when the deadline comes first or something breaks. */
async function withinDeadline(
  answer: Promise<AccessAnswer>,
  signal: AbortSignal,
  ports: PolicyEnginePorts,
): Promise<AccessAnswer> {
  const settled = answer.catch((defect: unknown) => {
    ports.report(defect);
    return transportDenial("internal_error");
  });
  let stop = (): void => {};
  const deadline = new Promise<AccessAnswer>((resolve) => {
    stop = () => resolve(transportDenial("deadline_exceeded"));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([settled, deadline]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function factsOf(
  answer: AccessAnswer,
  presented: PresentedRequest | undefined,
  settings: PolicyEngineSettings,
  now: number,
) {
  const target = presented?.target.ok === true ? presented.target.value : presented?.written;
  const { subject } = answer;
  return {
    ts: new Date(now).toISOString(),
    user_id: subject?.id,
    peer_group: subject?.peerGroup,
    source_ip: presented?.sourceIp,
    location: presented?.place.country,
    lat: presented?.place.latitude,
    lon: presented?.place.longitude,
    region: settings.region,
    resource: target?.resource ?? "unknown",
    action: target?.action ?? "unknown",
    decision: answer.allowed ? ("ALLOW" as const) : ("DENY" as const),
    reason: answer.reason,
    policy_id: answer.policy,
    device_id: subject?.deviceId,
    session_id: subject?.sessionId,
  };
}
