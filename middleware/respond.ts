import type { ServerResponse } from "node:http";
import { refusalOf } from "../services/policy-engine/challenge.js";
import type { RecordedAnswer } from "../services/policy-engine/record-answer.js";

/** Whether something else has answered: headers cannot be set any more, and setting them would throw. */
export function isAnswered(response: ServerResponse): boolean {
  return response.headersSent || response.writableEnded;
}

/** Answers a denial; one without an answer could not be recorded. */
export function refuse(
  answer: RecordedAnswer | undefined,
  response: ServerResponse,
  assuranceLevels: Readonly<Record<string, number>>,
): void {
  if (answer === undefined) {
    send(response, 403, undefined, { reason: "internal_error" });
    return;
  }
  const { status, challenge } = refusalOf(answer, assuranceLevels);
  const { reason, eventId, remoteEventId, obligations, obligationsComplete } = answer;
  // JSON leaves out what is undefined.
  send(response, status, challenge, { reason, eventId, remoteEventId, obligations, obligationsComplete });
}

/** Answers a request whose handling broke, and never throws. */
export function fail(response: ServerResponse): void {
  try {
    // Half an answer must not look like a whole one.
    if (response.headersSent && !response.writableEnded) response.destroy();
    else send(response, 500, undefined, { reason: "internal_error" });
  } catch {
    response.destroy();
  }
}

const TITLES = {
  401: "Authentication is required",
  403: "Access is denied",
  500: "The request failed",
} as const;

/** Problem details (RFC 9457), which no cache keeps. */
function send(
  response: ServerResponse,
  status: keyof typeof TITLES,
  challenge: string | undefined,
  details: object,
): void {
  if (isAnswered(response) || response.destroyed) return;
  response.statusCode = status;
  response.setHeader("content-type", "application/problem+json");
  response.setHeader("cache-control", "no-store");
  if (challenge !== undefined) response.setHeader("www-authenticate", challenge);
  response.end(JSON.stringify({ title: TITLES[status], status, ...details }));
}
