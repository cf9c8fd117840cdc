import { append } from "../../core/json/append.js";
import type { Change, IdentityStore } from "./ports.js";
import { busy } from "./refused.js";

/** Of requests that meet at one row one gets through each time, so as many may meet. Waiting is the business of the store. */
const ATTEMPTS = 100;

/** What an attempt wants to change, and what comes of it. */
export interface Attempt<Value> {
  readonly changes: readonly Change[];
  readonly value: Value;
}

/**
 * Reads, decides and writes until nobody was in between: what `attempt` reads it reads anew each time.
 *
 * @throws Refused what the attempt throws, or 503 `busy`
 */
export async function committed<Value>(
  store: IdentityStore,
  attempt: () => Promise<Attempt<Value>>,
): Promise<Value> {
  for (let attempts = 0; attempts < ATTEMPTS; attempts += 1) {
    const { changes, value } = await attempt();
    if (changes.length === 0 || (await store.commit(changes))) return value;
  }
  throw busy();
}

/** Lists of changes as one. */
export function together(...lists: readonly (readonly Change[])[]): readonly Change[] {
  const all: Change[] = [];
  for (const list of lists) append(all, list);
  return all;
}
