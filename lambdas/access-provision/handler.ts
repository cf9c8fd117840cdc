import { startProvision } from "./start.js";

const answer = startProvision(process.env);

/** Provisions an approved grant, for the other functions of the broker. */
export async function handler(event: unknown): Promise<unknown> {
  return answer(event);
}
