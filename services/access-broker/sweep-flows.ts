import { GRANT_TAG } from "../../core/access/flow-rules.js";
import { activeGrants, isFresh, mayHaveObjects } from "./active-grants.js";
import { rulesOf, sharersOf, tagsOf } from "./flow-intents.js";
import { grantOfName } from "./grant-objects.js";
import type { StandingRule } from "./ports.js";
import type { Findings } from "./sweep-findings.js";
import { endGrant } from "./sweep-ledger.js";
import type { SweepPorts } from "./verbs.js";

/** Compares the rules that carry our tag with the grants of flows, in both directions. */
export async function sweepFlows(ports: SweepPorts, findings: Findings): Promise<void> {
  for await (const page of ports.flows.tagged()) {
    for (const rule of page) await findings.guard(rule.id, () => judge(ports, rule, findings));
  }
  for (const grant of await activeGrants(ports, "flow")) {
    await findings.guard(grant.id, async () => {
      if (isFresh(grant.since, ports.clock.now())) return;
      const found = await Promise.all(rulesOf(grant).map((rule) => ports.flows.find(rule)));
      if (found.includes(undefined)) await endGrant(ports, grant, "external", findings);
    });
  }
}

async function judge({ flows, store }: SweepPorts, rule: StandingRule, findings: Findings): Promise<void> {
  const id = grantOfName(rule.tags[GRANT_TAG] ?? "");
  const grant = id === undefined ? undefined : await store.get(id);
  if (grant !== undefined && mayHaveObjects(grant)) return;
  const [heir] = grant === undefined ? [] : await sharersOf(store, grant);
  if (heir !== undefined) return flows.retag(rule, tagsOf(heir));
  await flows.revoke(rule);
  findings.add("orphans", rule.id);
}
