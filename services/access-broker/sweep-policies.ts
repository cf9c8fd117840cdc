import { canonicalHash } from "../../core/access/canonical-json.js";
import type { Grant } from "../../core/access/grant.js";
import { POLICY_PATH } from "../../core/access/plan.js";
import { activeGrants, isFresh, mayHaveObjects } from "./active-grants.js";
import { removeObjects } from "./finish-removal.js";
import { grantOfName, policyArnOf } from "./grant-objects.js";
import type { Iam, StandingPolicy } from "./ports.js";
import { nameOf } from "./role-intents.js";
import { LOOK_AGAIN_MS } from "./step.js";
import type { Findings } from "./sweep-findings.js";
import { endGrant } from "./sweep-ledger.js";
import type { SweepPorts } from "./verbs.js";

/** Compares the policies under our path with the grants of roles, in both directions. */
export async function sweepPolicies(ports: SweepPorts, findings: Findings): Promise<void> {
  const seen = new Set<string>();
  for await (const page of ports.iam.policies(POLICY_PATH)) {
    for (const policy of page) {
      seen.add(policy.arn);
      await findings.guard(policy.arn, () => judge(ports, policy, findings));
    }
  }
  for (const grant of await activeGrants(ports, "role")) {
    if (seen.has(policyArnOf(grant) as string)) continue;
    await findings.guard(grant.id, async () => {
      if (await isGone(ports, grant)) await endGrant(ports, grant, "external", findings);
    });
  }
}

async function judge(ports: SweepPorts, policy: StandingPolicy, findings: Findings): Promise<void> {
  const id = grantOfName(policy.name);
  const grant = id === undefined ? undefined : await ports.store.get(id);
  if (grant === undefined || policyArnOf(grant) !== policy.arn) {
    // Younger than five minutes it may belong to a record that the next sweep reads.
    if (isFresh(policy.createdAt, ports.clock.now())) return;
    await deleteOrphan(ports.iam, policy.arn);
    findings.add("orphans", policy.arn);
  } else if (!mayHaveObjects(grant)) {
    // It came after the end of its grant: from a process that had been stopped in the middle.
    if (await removeObjects(ports, grant)) findings.add("orphans", policy.arn);
    else findings.add("failed", policy.arn);
  } else if (grant.state === "ACTIVE" && (await differs(ports.iam, policy, grant))) {
    await endGrant(ports, grant, "drift", findings);
  }
}

/** Whether the policy is another than what was approved, or somebody else has it too. */
async function differs(iam: Iam, listed: StandingPolicy, grant: Grant): Promise<boolean> {
  const { document } = listed.document === null ? ((await iam.policy(listed.arn)) ?? listed) : listed;
  if (document === null || canonicalHash(document) !== grant.documentHash) return true;
  const target = nameOf(grant.target);
  const others = (await iam.entities(listed.arn)).filter(
    ({ type, name }) => type !== "role" || name !== target,
  );
  if (others.length > 0) return true;
  const isAttached = (await iam.attachedPolicies(grant.target)).includes(listed.arn);
  return !isAttached || (await iam.otherVersions(listed.arn)).length > 0;
}

/** Whether the policy of an active grant is absent in more than one read. */
async function isGone({ iam, clock, wait }: SweepPorts, grant: Grant): Promise<boolean> {
  const arn = policyArnOf(grant) as string;
  if ((await iam.policy(arn)) !== undefined) return false;
  if (!isFresh(grant.since, clock.now())) return true;
  await wait(LOOK_AGAIN_MS);
  return (await iam.policy(arn)) === undefined;
}

async function deleteOrphan(iam: Iam, arn: string): Promise<void> {
  for (const entity of await iam.entities(arn)) await iam.detach(entity, arn);
  for (const version of await iam.otherVersions(arn)) await iam.deleteVersion(arn, version);
  await iam.deletePolicy(arn);
}
