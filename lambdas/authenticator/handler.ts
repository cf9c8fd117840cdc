import type { ApiAnswer } from "../wiring/identity/answer-event.js";
import { startAuthenticator } from "./start.js";

const answer = startAuthenticator(process.env);

/** The authenticator behind an HTTP API (payload format 2.0): everything that is not an operator's. */
export async function handler(event: unknown): Promise<ApiAnswer> {
  return answer(event);
}
