import type { EntitlementFile } from "../../core/access/entitlement.js";
import type { Grant } from "../../core/access/grant.js";
import type { GrantEvent } from "../../core/access/grant-event.js";
import { dueEvent } from "../../core/access/owed.js";
import { isWiderThan } from "../../core/access/wider.js";
import { changeGrant } from "./change-grant.js";
import { finishRemoval } from "./finish-removal.js";
import { tellOwed, topicsOf } from "./notices.js";
import type { Findings } from "./sweep-findings.js";
import type { SweepPorts } from "./verbs.js";

/** How long a state stands before the sweep tells of it in place of whoever should have. */
const RETELL_AFTER_MS = 60_000;

/** Why a grant is rolled back whose provisioning nobody finished. */
export const INTERRUPTED = "interrupted";

/** Brings a grant what is due: its lapse, its start, its end, or the next attempt of a removal. */
export async function bringDue(
  ports: SweepPorts,
  grant: Grant,
  file: EntitlementFile | undefined,
  findings: Findings,
): Promise<void> {
  const now = ports.clock.now();
  const due = dueEvent(grant, now);
  switch (due) {
    case "start": {
      if (file === undefined) return;
      await ports.provisioner.provision(grant.id);
      const after = await ports.store.get(grant.id);
      if (after?.state === "ACTIVE") findings.add("started", grant.id);
      if (after !== undefined) findings.addEnd(after);
      return;
    }
    case "retry":
      return remove(ports, grant, findings);
    case undefined:
      if (file === undefined) return;
      // Whoever wrote the state may still be about to tell of it.
      if (now - grant.since >= RETELL_AFTER_MS) await tellOwed(ports, grant, topicsOf(file, grant));
      return grant.state === "ACTIVE" ? judgeByFile(ports, grant, file, findings) : undefined;
    default: {
      const event = due === "fail" ? { type: due, at: now, why: INTERRUPTED } : { type: due, at: now };
      await bring(ports, grant, event, findings);
    }
  }
}

/** Ends a grant that differs from what was approved, or whose objects are gone. */
export async function endGrant(
  ports: SweepPorts,
  grant: Grant,
  why: "drift" | "external" | "entitlement_changed",
  findings: Findings,
): Promise<void> {
  await bring(ports, grant, { type: "revoke", at: ports.clock.now(), by: "system", why }, findings);
}

async function bring(ports: SweepPorts, grant: Grant, event: GrantEvent, findings: Findings): Promise<void> {
  const changed = await changeGrant(ports.store, grant.id, event);
  // Somebody else was faster; the next sweep sees what is left to do.
  if (changed?.ok !== true) return;
  await remove(ports, changed.grant, findings);
}

async function remove(ports: SweepPorts, grant: Grant, findings: Findings): Promise<void> {
  const isLeaving = grant.state === "REVOKING" || grant.state === "ROLLING_BACK";
  const left = isLeaving ? await finishRemoval(ports, grant) : grant;
  findings.addEnd(left);
}

/** The file may have changed under a live grant: without its entitlement it ends; one that is wider is listed. */
async function judgeByFile(
  ports: SweepPorts,
  grant: Grant,
  { entitlements }: EntitlementFile,
  findings: Findings,
): Promise<void> {
  const today = entitlements.find(({ id }) => id === grant.request.entitlement);
  if (today === undefined) return endGrant(ports, grant, "entitlement_changed", findings);
  if (isWiderThan(grant, today)) findings.add("wider", grant.id);
}
