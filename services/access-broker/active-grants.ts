import type { Grant } from "../../core/access/grant.js";
import { PATIENCE_MS } from "../../core/access/step-grant.js";
import { allOf } from "../intent-do-sweep/pages.js";
import type { SweepPorts } from "./verbs.js";

/** The active grants of a kind, as the ledger has them at this moment. */
export async function activeGrants(ports: SweepPorts, kind: Grant["kind"]): Promise<readonly Grant[]> {
  const open = await allOf(ports.store.grants({ which: "open" }));
  return open.filter((grant) => grant.state === "ACTIVE" && grant.kind === kind);
}

/** Whether a grant may have objects in the world, by its state. */
export function mayHaveObjects({ state }: Grant): boolean {
  return state === "PROVISIONING" || state === "ACTIVE" || state === "REVOKING" || state === "ROLLING_BACK";
}

/** Whether a read may be too old to show what happened at the instant. */
export function isFresh(at: number, now: number): boolean {
  return now - at < PATIENCE_MS;
}
