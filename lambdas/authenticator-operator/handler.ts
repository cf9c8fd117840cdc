import type { ApiAnswer } from "../wiring/identity/answer-event.js";
import { startOperatorCalls } from "./start.js";

const answer = startOperatorCalls(process.env);

/** The calls of operators behind an HTTP API (payload format 2.0) with the authorization AWS_IAM. */
export async function handler(event: unknown): Promise<ApiAnswer> {
  return answer(event);
}
