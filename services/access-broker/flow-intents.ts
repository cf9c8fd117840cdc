import { DEADLINE_TAG, flowRules, GRANT_TAG, type SecurityGroupRule } from "../../core/access/flow-rules.js";
import type { Grant } from "../../core/access/grant.js";
import type { Intent } from "../../core/access/owed.js";
import { formatInstant } from "../../core/time/instant.js";
import { OutsideError } from "../intent-do-sweep/outside-error.js";
import { allOf } from "../intent-do-sweep/pages.js";
import { objectName } from "./grant-objects.js";
import type { GrantStore } from "./ports.js";
import type { Step } from "./step.js";

/** What a grant of a flow owes to EC2. The grants of one flow share its two rules. */
export async function flowIntent(intent: Intent, { grant, ports }: Step): Promise<void> {
  const { flows, store } = ports;
  switch (intent) {
    case "authorize-flow":
      // "exists" is another grant's, or stood before: either way the flow is open, and we take away only our own.
      for (const rule of rulesOf(grant)) await flows.authorize(rule);
      return;
    case "verify-present":
      for (const rule of rulesOf(grant)) {
        if ((await flows.find(rule)) === undefined)
          throw new OutsideError("absent", "EC2 does not show the rule yet");
      }
      return;
    case "remove-flow-unless-shared": {
      const [heir] = await sharersOf(store, grant);
      for (const rule of rulesOf(grant)) {
        const standing = await flows.find(rule);
        if (standing?.tags[GRANT_TAG] === undefined) continue;
        if (heir === undefined) await flows.revoke(standing);
        else if (standing.tags[GRANT_TAG] === objectName(grant)) await flows.retag(standing, tagsOf(heir));
      }
      return;
    }
    case "verify-absent":
      if ((await sharersOf(store, grant)).length > 0) return;
      for (const rule of rulesOf(grant)) {
        const standing = await flows.find(rule);
        if (standing?.tags[GRANT_TAG] !== undefined)
          throw new OutsideError("busy", `${standing.id} still stands`);
      }
      return;
    default:
      throw new TypeError(`a grant of a flow owes no ${intent}`);
  }
}

/** Both rules of the grant's flow; the flow stands in the grant, so that no entitlement is needed. */
export function rulesOf(grant: Grant): readonly SecurityGroupRule[] {
  if (grant.flow === null || grant.window === null)
    throw new TypeError("a grant of a flow has its flow and a window");
  return flowRules(grant.flow, objectName(grant), formatInstant(grant.window.deadline));
}

/** Other grants in force that open the same flow. */
export async function sharersOf(store: GrantStore, grant: Grant): Promise<readonly Grant[]> {
  const open = await allOf(store.grants({ which: "open" }));
  return open.filter(
    ({ id, state, flow }) =>
      id !== grant.id &&
      (state === "ACTIVE" || state === "PROVISIONING") &&
      flow?.from === grant.flow?.from &&
      flow?.to === grant.flow?.to &&
      flow?.port === grant.flow?.port,
  );
}

/** The tags by which a rule is a grant's. */
export function tagsOf(grant: Grant): Readonly<Record<string, string>> {
  const deadline = grant.window === null ? "" : formatInstant(grant.window.deadline);
  return { [GRANT_TAG]: objectName(grant), [DEADLINE_TAG]: deadline };
}
