import { FINAL_STATES, type Grant } from "../../core/access/grant.js";
import { allOf } from "../intent-do-sweep/pages.js";
import { deadlineSchedule, startSchedule } from "./grant-objects.js";
import type { Findings } from "./sweep-findings.js";
import type { SweepPorts } from "./verbs.js";

/** Removes the schedules of what has ended, and makes those that active grants lack. */
export async function sweepSchedules(ports: SweepPorts, findings: Findings): Promise<void> {
  const { scheduler, store } = ports;
  const seen = new Set<string>();
  for await (const page of scheduler.schedules()) {
    for (const { name, grant: id } of page) {
      seen.add(name);
      await findings.guard(name, async () => {
        const grant = await store.get(id);
        if (grant !== undefined && isNeeded(grant, name)) return;
        await scheduler.remove(name);
        if (grant === undefined) findings.add("orphans", name);
      });
    }
  }
  for (const grant of await allOf(store.grants({ which: "open" }))) {
    const { state, window } = grant;
    if (state !== "ACTIVE" || window === null || seen.has(deadlineSchedule(grant))) continue;
    await findings.guard(grant.id, () =>
      scheduler.schedule(deadlineSchedule(grant), window.deadline, grant.id),
    );
  }
}

function isNeeded(grant: Grant, name: string): boolean {
  if (name === startSchedule(grant)) return grant.state === "APPROVED";
  return name === deadlineSchedule(grant) && !FINAL_STATES.has(grant.state);
}
