import { startRequest } from "./start.js";

const answer = startRequest(process.env);

/** Takes requests for just-in-time access, by direct invocation with a signed identity. */
export async function handler(event: unknown): Promise<unknown> {
  return answer(event);
}
