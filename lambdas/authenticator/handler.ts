import type { HttpApiAnswer } from "../wiring/identity/http-api.js";
import { startAuthenticator } from "./start.js";

const answer = startAuthenticator(process.env);

/** The authenticator behind an HTTP API (payload format 2.0): everything that is not an operator's. */
export async function handler(event: unknown): Promise<HttpApiAnswer> {
  return answer(event);
}
