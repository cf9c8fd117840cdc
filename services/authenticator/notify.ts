import { formatInstant } from "../../core/time/instant.js";
import type { Call } from "./call.js";
import type { Notice } from "./ports.js";

/** Tells a person what happened to the account. */
export function notify(
  { ports, now }: Pick<Call, "ports" | "now">,
  person: string,
  kind: Notice["kind"],
): Promise<void> {
  return ports.tell({ at: formatInstant(now), person, kind });
}
