import { FINAL_STATES, type Grant } from "./grant.js";
import { EXTENSION_LEAD_MS, PATIENCE_MS, startOf } from "./step-grant.js";

/**
 * One thing that a grant owes to the outside world. Each is idempotent and named after the grant's id, so that whoever
 * repeats it finds what was there already.
 */
export type Intent =
  | "tell-approvers"
  | "schedule-start"
  | "provision"
  | "schedule-deadline"
  | "create-policy"
  | "attach-policy"
  | "authorize-flow"
  | "write-access-policy"
  | "verify-present"
  | "detach-everywhere"
  | "delete-policy-versions"
  | "delete-policy"
  | "remove-flow-unless-shared"
  | "remove-access-policy"
  | "verify-absent"
  | "remove-schedule"
  | "tell-watchers";

/** The deadline's schedule comes first: whatever crashes afterwards, somebody comes back. */
const GRANTING: Readonly<Record<Grant["kind"], readonly Intent[]>> = {
  role: ["schedule-deadline", "create-policy", "attach-policy", "verify-present"],
  flow: ["schedule-deadline", "authorize-flow", "verify-present"],
  policy: ["schedule-deadline", "write-access-policy", "verify-present"],
};

/** The schedule goes last, for the same reason. */
const REMOVING: Readonly<Record<Grant["kind"], readonly Intent[]>> = {
  role: ["detach-everywhere", "delete-policy-versions", "delete-policy", "verify-absent", "remove-schedule"],
  flow: ["remove-flow-unless-shared", "verify-absent", "remove-schedule"],
  policy: ["remove-access-policy", "verify-absent", "remove-schedule"],
};

/** What the grant owes, in order. It follows from the state alone, so that any process can take over from another. */
export function owedBy(grant: Grant, now: number): readonly Intent[] {
  switch (grant.state) {
    case "PENDING":
      return ["tell-approvers"];
    case "APPROVED":
      return now < startOf(grant) - lead(grant) ? ["schedule-start"] : ["provision"];
    case "PROVISIONING":
      return GRANTING[grant.kind];
    case "ACTIVE":
      return ["tell-watchers"];
    case "REVOKING":
    case "ROLLING_BACK":
      return REMOVING[grant.kind];
    default:
      return [];
  }
}

/** What time alone makes of a grant: the event that the sweep brings it, or undefined while nothing is due. */
export function dueEvent(
  grant: Grant,
  now: number,
): "lapse" | "start" | "fail" | "expire" | "retry" | undefined {
  switch (grant.state) {
    case "PENDING":
      return now >= grant.pendingUntil ? "lapse" : undefined;
    case "APPROVED":
      if (now > startOf(grant) + PATIENCE_MS) return "lapse";
      return now >= startOf(grant) - lead(grant) ? "start" : undefined;
    case "PROVISIONING":
      if (grant.window !== null && now >= grant.window.deadline) return "expire";
      return now >= grant.since + PATIENCE_MS ? "fail" : undefined;
    case "ACTIVE":
      return grant.window !== null && now >= grant.window.deadline ? "expire" : undefined;
    case "REVOKING":
    case "ROLLING_BACK":
      return "retry";
    default:
      return undefined;
  }
}

function lead(grant: Grant): number {
  return grant.extends === null ? 0 : EXTENSION_LEAD_MS;
}

/** The numbers that a sweep reports; what AWS has and the ledger lacks comes beside them. */
export interface Gauges {
  readonly active: number;
  readonly stuck: number;
  /** Seconds by which the oldest grant is past its deadline and not yet gone. */
  readonly oldestOverdueSeconds: number;
}

/** The gauges of all grants. */
export function gaugesOf(grants: readonly Grant[], now: number): Gauges {
  const open = grants.filter(({ state }) => !FINAL_STATES.has(state));
  const overdue = open.flatMap(({ window }) => (window === null ? [] : [(now - window.deadline) / 1000]));
  return {
    active: grants.filter(({ state }) => state === "ACTIVE").length,
    stuck: open.filter(({ stuck }) => stuck).length,
    oldestOverdueSeconds: overdue.reduce((oldest, seconds) => Math.max(oldest, Math.floor(seconds)), 0),
  };
}
