import type { Grant } from "../../core/access/grant.js";
import { owedBy } from "../../core/access/owed.js";
import { carryOut } from "../intent-do-sweep/carry-out.js";
import { changeGrant } from "./change-grant.js";
import { perform } from "./intents.js";
import { tellOwed } from "./notices.js";
import type { RevokePorts } from "./verbs.js";

/**
 * Takes away all that a grant put into the world, and writes down that it is gone; else that it was tried.
 *
 * Revoke, rollback and sweep are this. It needs neither the entitlement nor the requester, the schedule or any tag.
 */
export async function finishRemoval(ports: RevokePorts, grant: Grant): Promise<Grant> {
  const now = ports.clock.now();
  const outcome = await carryOut(
    owedBy(grant, now),
    (intent) => perform(intent, { grant, ports }),
    ports.wait,
  );
  const event = { type: outcome.ok ? "absent" : "retry", at: ports.clock.now() } as const;
  const changed = await changeGrant(ports.store, grant.id, event);
  // Where the change is refused, somebody else finished first: what they wrote stands.
  return tellOwed(ports, changed?.grant ?? grant, []);
}

/** Takes it away whatever the ledger says of the grant by now: for objects that came after its end. */
export async function removeObjects(ports: RevokePorts, grant: Grant): Promise<boolean> {
  const owed = owedBy({ ...grant, state: "REVOKING" }, ports.clock.now());
  const outcome = await carryOut(owed, (intent) => perform(intent, { grant, ports }), ports.wait);
  return outcome.ok;
}
