import type { IdentityStore } from "./ports.js";
import { KEYS } from "./rows.js";

/** Writes the posture into the row of a device that the policy engine reads; an older one never overwrites. */
export async function setPosture(
  store: IdentityStore,
  device: string,
  posture: number,
  measuredAt: number,
): Promise<void> {
  // One form for all, so that texts compare as instants do.
  const posture_measured_at = new Date(measuredAt).toISOString();
  await store.commit([
    {
      change: "merge",
      key: KEYS.device(device),
      fields: { posture, posture_measured_at },
      unlessLater: { field: "posture_measured_at", than: posture_measured_at },
    },
  ]);
}
