import { type AccessAnswer, transportDenial } from "./access-answer.js";
import type { DecisionPorts, VouchedRequest } from "./ports.js";
import { type RecordedAnswer, type RecordedRequest, recordAnswer } from "./record-answer.js";
import { withinDeadline } from "./within-deadline.js";

/** A request whose subject is authenticated, or the denial of one whose subject is not. */
export type Authenticated =
  | { readonly ok: true; readonly value: VouchedRequest }
  | { readonly ok: false; readonly denial: AccessAnswer };

/** A request on its way through the policy engine, whoever brought it. */
export interface AskedRequest {
  /** Who asks for what, where the caller knows it already; else how to find out at an instant. */
  readonly authentication: Authenticated | ((now: number) => Promise<Authenticated>);
  /** What the access log keeps, whatever the answer is. */
  readonly recorded: RecordedRequest;
}

/**
 * Authenticates, decides and records: the one way to an answer of the policy engine.
 *
 * What fails on the way is a denial with a reason, and it never waits longer than `signal` allows. It throws only
 * where the record cannot be written: without a record there is no answer.
 *
 * @param signal aborted when the answer has to be out
 */
export async function answerAndRecord(
  { authentication, recorded }: AskedRequest,
  ports: DecisionPorts,
  signal: AbortSignal,
): Promise<RecordedAnswer> {
  const now = ports.now();
  const isDenied = typeof authentication !== "function" && !authentication.ok;
  const answer = isDenied
    ? authentication.denial
    : await withinDeadline(decide(authentication, ports, now, signal), signal, ports);
  return recordAnswer(answer, recorded, ports, now);
}

async function decide(
  authentication: AskedRequest["authentication"],
  ports: DecisionPorts,
  now: number,
  signal: AbortSignal,
): Promise<AccessAnswer> {
  const known = typeof authentication === "function" ? await authentication(now) : authentication;
  if (!known.ok) return known.denial;
  const answer = await ports.decide(known.value, now, signal);
  return answer.ok ? answer.value : transportDenial(answer.reason, known.value.subject);
}
