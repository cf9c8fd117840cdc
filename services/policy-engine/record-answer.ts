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

/**
 * Writes the record of a decision to the access log, one line of JSON.
 *
 * Its id is always ours, and there always is one: whoever answers from elsewhere could else keep a decision out of the
 * log by naming an id.
 */
export function recordAnswer(
  answer: AccessAnswer,
  { target, sourceIp, place, region, functionName }: RecordedRequest,
  ports: Pick<DecisionPorts, "log" | "newEventId">,
  now: number,
): RecordedAnswer {
  const { subject } = answer;
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
