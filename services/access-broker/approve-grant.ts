import type { EntitlementFile } from "../../core/access/entitlement.js";
import type { Grant } from "../../core/access/grant.js";
import { planRequest } from "../../core/access/plan.js";
import type { Refusal } from "../../core/access/reason-codes.js";
import { answering, answerOf } from "./answer.js";
import { decide } from "./decide-grant.js";
import { provisioned } from "./open-request.js";
import type { AccessBrokerVerbs } from "./verbs.js";

/** Approves the bytes that the hash stands for, and shortens at most. The last approval that is needed starts the grant. */
export const approveGrant: AccessBrokerVerbs["approveGrant"] = (ports, caller, { grant, hash, minutes }) =>
  answering(async () => {
    const file = await ports.entitlements();
    const at = ports.clock.now();
    const event = {
      type: "approve",
      at,
      by: caller.person,
      hash,
      ...(minutes === undefined ? {} : { minutes }),
    } as const;
    return decide(ports, grant, event, {
      objection: (current) => changedSince(current, file, at),
      afterwards: async (approved) =>
        approved.state === "APPROVED" ? provisioned(ports, approved) : answerOf(approved),
    });
  });

/** Whether the file of today means something else by the request than what approvers see: then nobody signs it. */
function changedSince(
  grant: Grant,
  { entitlements }: EntitlementFile,
  now: number,
): Refusal<"entitlement_changed"> | undefined {
  const plan = planRequest(grant.request, entitlements, { now, withoutApproval: grant.breakGlass });
  if (plan.decision !== "refused" && plan.approvals.hash === grant.approval.hash) return undefined;
  return {
    reason: "entitlement_changed",
    message: "the file of entitlements means something else by now; ask anew",
  };
}
