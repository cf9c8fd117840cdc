import { canonicalHash } from "../../core/access/canonical-json.js";
import { activeGrants, isFresh, mayHaveObjects } from "./active-grants.js";
import { grantOfName, objectName, rowSubject } from "./grant-objects.js";
import type { Findings } from "./sweep-findings.js";
import { endGrant } from "./sweep-ledger.js";
import type { SweepPorts } from "./verbs.js";

/** Compares the access policies in the rows of subjects with the grants that write them, in both directions. */
export async function sweepRows(ports: SweepPorts, findings: Findings): Promise<void> {
  const { rows, store } = ports;
  for await (const page of rows.rows()) {
    for (const { subject, policy } of page) {
      await findings.guard(policy.id, async () => {
        const id = grantOfName(policy.id);
        const grant = id === undefined ? undefined : await store.get(id);
        if (grant === undefined || !mayHaveObjects(grant) || rowSubject(grant) !== subject) {
          await rows.remove(subject, policy.id);
          findings.add("orphans", policy.id);
        } else if (grant.state === "ACTIVE" && canonicalHash(policy) !== grant.documentHash) {
          await endGrant(ports, grant, "drift", findings);
        }
      });
    }
  }
  for (const grant of await activeGrants(ports, "policy")) {
    await findings.guard(grant.id, async () => {
      if (isFresh(grant.since, ports.clock.now())) return;
      if ((await rows.get(rowSubject(grant), objectName(grant))) !== undefined) return;
      await endGrant(ports, grant, "external", findings);
    });
  }
}
