import type { Grant, RevokeReason } from "../../core/access/grant.js";
import { FINAL_STATES } from "../../core/access/grant.js";
import type { Actor } from "../../core/access/grant-event.js";
import { mayRevoke } from "../../core/access/step-grant.js";
import { answering, answerOf } from "./answer.js";
import { changeGrant } from "./change-grant.js";
import { finishRemoval } from "./finish-removal.js";
import { grantsOf } from "./in-force.js";
import { refuse, refuseUnknown } from "./refusals.js";
import type { AccessBrokerVerbs, Caller, GrantAnswer, RevokePorts } from "./verbs.js";

/** Ends a grant, or all of a person, now. It never waits for anybody, and needs no entitlement to be there. */
export const revokeGrant: AccessBrokerVerbs["revokeGrant"] = async (ports, caller, command) => {
  const { why = "requested" } = command;
  if ("grant" in command) return revokeOne(ports, caller, command.grant, why);
  const grants = await grantsOf(ports.store, command.person);
  const outcomes: GrantAnswer[] = [];
  for (const { id } of grants.filter(({ state }) => !FINAL_STATES.has(state))) {
    outcomes.push(await revokeOne(ports, caller, id, why));
  }
  return { outcomes };
};

/** Ends one grant. */
export function revokeOne(
  ports: RevokePorts,
  caller: Caller | "system",
  id: string,
  why: RevokeReason,
): Promise<GrantAnswer> {
  return answering(async () => {
    const by: Actor = caller === "system" ? caller : caller.person;
    const isOperator = caller !== "system" && caller.isOperator === true;
    const event = { type: "revoke", at: ports.clock.now(), by, why, isOperator } as const;
    const changed = await changeGrant(ports.store, id, event);
    const attempt = { verb: event.type, by: by === "system" ? null : by, at: event.at };
    if (changed === undefined) return refuseUnknown(ports.store, attempt, id);
    const { grant } = changed;
    // What is being taken away already is taken further: a repeat helps, and changes nothing.
    const isOnItsWay = isLeaving(grant) && mayRevoke(grant, by, isOperator);
    if (!changed.ok && !isOnItsWay) {
      return refuse(ports.store, { ...attempt, grant }, changed.refusal);
    }
    if (!isLeaving(grant)) return answerOf(grant);
    return answerOf(await finishRemoval(ports, grant));
  });
}

function isLeaving({ state }: Grant): boolean {
  return state === "REVOKING" || state === "ROLLING_BACK";
}
