import { startApprove } from "./start.js";

const answer = startApprove(process.env);

/** Takes approvals, denials and reviews, by direct invocation with a signed identity. */
export async function handler(event: unknown): Promise<unknown> {
  return answer(event);
}
