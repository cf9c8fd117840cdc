import type { Intent } from "../../core/access/owed.js";
import { flowIntent } from "./flow-intents.js";
import { deadlineSchedule } from "./grant-objects.js";
import { policyIntent } from "./policy-intents.js";
import { roleIntent } from "./role-intents.js";
import type { Step } from "./step.js";

/** Does one thing that a grant owes. Idempotent, and named after the grant alone. */
export async function perform(intent: Intent, step: Step): Promise<void> {
  const { grant, ports } = step;
  switch (intent) {
    case "schedule-deadline":
      if (grant.window === null) throw new TypeError("a grant without a window has no deadline");
      return ports.scheduler.schedule(deadlineSchedule(grant), grant.window.deadline, grant.id);
    case "remove-schedule":
      return ports.scheduler.remove(deadlineSchedule(grant));
    default: {
      const perKind = { role: roleIntent, flow: flowIntent, policy: policyIntent };
      return perKind[grant.kind](intent, step);
    }
  }
}
