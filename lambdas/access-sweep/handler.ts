import { startSweep } from "./start.js";

const answer = startSweep(process.env);

/** Revokes and sweeps: for EventBridge Scheduler, and by direct invocation with a signed identity. */
export async function handler(event: unknown): Promise<unknown> {
  return answer(event);
}
