import type { Entitlement } from "../../core/access/entitlement.js";
import { escalationsOf } from "../../core/access/escalation.js";
import type { Grant } from "../../core/access/grant.js";
import { owedBy } from "../../core/access/owed.js";
import { subjectOf } from "../../core/access/plan-content.js";
import type { GrantPlan } from "../../core/access/plan-output.js";
import { planStart } from "../../core/access/start-grant.js";
import { startOf } from "../../core/access/step-grant.js";
import { narrowedEntitlement } from "../../core/access/wider.js";
import { carryOut, IntentFailed } from "../intent-do-sweep/carry-out.js";
import { answering, answerOf, outcomeOf, refusedAnswer, unknownGrant } from "./answer.js";
import { changeGrant } from "./change-grant.js";
import { finishRemoval, removeObjects } from "./finish-removal.js";
import { startSchedule } from "./grant-objects.js";
import { actionsInForce, grantsOf } from "./in-force.js";
import { perform } from "./intents.js";
import { tellOwed, topicsOf } from "./notices.js";
import type { AccessBrokerVerbs, GrantAnswer, ProvisionPorts } from "./verbs.js";

/** How far the broker's clock and that of AWS may be apart; beyond it nobody knows when a deadline is. */
export const MOST_SKEW_MS = 60_000;

/** Starts an approved grant that is due; told again, it changes nothing. */
export const provisionGrant: AccessBrokerVerbs["provisionGrant"] = (ports, id) =>
  answering(async () => {
    const grant = await ports.store.get(id);
    if (grant === undefined) return unknownGrant(id);
    if (grant.state !== "APPROVED") return outcomeOf(grant);
    const now = ports.clock.now();
    const skew = Math.abs((await ports.clock.reference()) - now);
    if (skew > MOST_SKEW_MS) {
      const message = `the clocks of the broker and of AWS are ${Math.round(skew / 1000)} seconds apart`;
      return refusedAnswer({ reason: "throttled", message }, grant);
    }
    if (owedBy(grant, now)[0] === "schedule-start") {
      const start = startOf(grant);
      await ports.scheduler.schedule(startSchedule(grant), start, id);
      return answerOf(grant);
    }
    const plan = await planOf(ports, grant, now);
    const granted = "deadline" in plan ? await grantedBy(ports, grant) : null;
    const started = await changeGrant(ports.store, id, { type: "start", at: now, plan, granted });
    if (started === undefined) return unknownGrant(id);
    if (!started.ok) return refusedAnswer(started.refusal, started.grant);
    if (!("deadline" in plan)) return refusedAnswer(plan, started.grant);
    return provision(ports, started.grant, plan);
  });

/** What the entitlement gives, narrowed to what was asked for: a later file is compared with it. */
async function grantedBy({ entitlements }: ProvisionPorts, grant: Grant): Promise<Entitlement | null> {
  const found = (await entitlements()).entitlements.find(({ id }) => id === grant.request.entitlement);
  return found === undefined ? null : narrowedEntitlement(found, grant.request);
}

/** The plan of the start, with what the person is and has at this moment. */
async function planOf(
  ports: ProvisionPorts,
  grant: Grant,
  now: number,
): Promise<ReturnType<typeof planStart>> {
  const { requester } = grant.request;
  const groups = await ports.groupsOf?.(requester);
  const subject = subjectOf(requester);
  const isSuspect = subject !== undefined && (await ports.subjects.hasCriticalFinding(subject));
  if (isSuspect && grant.breakGlass) {
    return { reason: "not_allowed", message: "a critical finding on the requester is open" };
  }
  const inForce = actionsInForce(await grantsOf(ports.store, requester.id), grant.id);
  const { entitlements } = await ports.entitlements();
  const today = groups === undefined ? requester : { ...requester, groups };
  return planStart(grant, today, entitlements, { now, inForce, atLeastOneApproval: isSuspect });
}

/** From PROVISIONING, which is written, to ACTIVE; or back to nothing. */
async function provision(ports: ProvisionPorts, grant: Grant, plan: GrantPlan): Promise<GrantAnswer> {
  const outcome = await carryOut(
    owedBy(grant, ports.clock.now()),
    async (intent) => {
      // Judged once the intent stands in the ledger: of two that start at once, one at least sees the other.
      if (intent === "schedule-deadline") await judgeTogether(ports, grant);
      await perform(intent, { grant, ports, plan });
    },
    ports.wait,
  );
  if (!outcome.ok) {
    const failed = await changeGrant(ports.store, grant.id, {
      type: "fail",
      at: ports.clock.now(),
      why: outcome.why,
    });
    if (failed?.ok !== true) await removeObjects(ports, grant);
    const left = failed?.ok === true ? await finishRemoval(ports, failed.grant) : (failed?.grant ?? grant);
    return refusedAnswer({ reason: outcome.why, message: outcome.message }, left);
  }
  const attached = await changeGrant(ports.store, grant.id, { type: "attached", at: ports.clock.now() });
  if (attached?.ok !== true) {
    // Somebody ended it meanwhile, and may have finished before our last step: what we attached goes.
    await removeObjects(ports, grant);
    return outcomeOf(attached === undefined ? grant : attached.grant);
  }
  return answerOf(await tellOwed(ports, attached.grant, topicsOf(await ports.entitlements(), grant)));
}

async function judgeTogether(ports: ProvisionPorts, grant: Grant): Promise<void> {
  const others = await grantsOf(ports.store, grant.request.requester.id);
  const [escalation] = escalationsOf([...grant.allowed, ...actionsInForce(others, grant.id)]);
  if (escalation !== undefined) {
    throw new IntentFailed("escalation", `together with what is in force it allows ${escalation}`);
  }
  const debts = others.filter(({ id, review }) => id < grant.id && review === "owed");
  if (grant.breakGlass && debts[0] !== undefined) {
    throw new IntentFailed("review_owed", `the review of ${debts[0].id} comes first`);
  }
}
