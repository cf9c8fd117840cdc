import { createHash } from "node:crypto";

/** The key of a row about a finding: its id holds a user's name, which may be longer than a key. */
export function keyOf(findingId: string): string {
  return createHash("sha256").update(findingId).digest("hex");
}
