import { accessLogLine, accessLogRecord } from "../../core/detection/access-log-record.js";
import type { AccessAnswer } from "./access-answer.js";
import type { DecisionPorts } from "./ports.js";
import type { GeoLocation, Target } from "./presented-request.js";

/** What the access log keeps of a request besides the answer. */
export interface RecordedRequest {
  readonly target: Target | undefined;
  readonly sourceIp: string | undefined;
  readonly place: GeoLocation;
  readonly region: string | undefined;
  /** The Lambda function that decides, if one does. */
  readonly functionName: string | undefined;
}

/** An answer, and the id of its record in the access log. */
export interface RecordedAnswer extends AccessAnswer {
  readonly eventId: string;
}

/** Writes the record of a decision to the access log, one line of JSON, unless there is one already. */
export function recordAnswer(
  answer: AccessAnswer,
  { target, sourceIp, place, region, functionName }: RecordedRequest,
  ports: Pick<DecisionPorts, "log" | "newEventId">,
  now: number,
): RecordedAnswer {
  const { subject } = answer;
  if (answer.eventId !== undefined) return { ...answer, eventId: answer.eventId };
  const eventId = ports.newEventId();
  const record = accessLogRecord({
    event_id: eventId,
    ts: new Date(now).toISOString(),
    user_id: subject?.id,
    peer_group: subject?.peerGroup,
    source_ip: sourceIp,
    location: place.country,
    lat: place.latitude,
    lon: place.longitude,
    region,
    resource: target?.resource ?? "unknown",
    action: target?.action ?? "unknown",
    decision: answer.allowed ? "ALLOW" : "DENY",
    reason: answer.reason,
    policy_id: answer.policy,
    device_id: subject?.deviceId,
    session_id: subject?.sessionId,
    function: functionName,
  });
  ports.log(accessLogLine(record));
  return { ...answer, eventId };
}
