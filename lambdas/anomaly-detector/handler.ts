import { startDetector } from "./start.js";

const answer = startDetector(process.env);

/** Looks, learns, and attacks as a canary, for EventBridge Scheduler; takes acknowledgements by direct invocation. */
export async function handler(event: unknown): Promise<unknown> {
  return answer(event);
}
