import { startReport } from "./start.js";

const answer = startReport(process.env);

/** Lists, shows, reports and verifies, by direct invocation with a signed identity. */
export async function handler(event: unknown): Promise<unknown> {
  return answer(event);
}
