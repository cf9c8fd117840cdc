import type { Grant } from "../../core/access/grant.js";
import type { GrantEvent } from "../../core/access/grant-event.js";
import type { LiveReason, Refusal, RefusalReason } from "../../core/access/reason-codes.js";
import { answering, answerOf } from "./answer.js";
import { changeGrant } from "./change-grant.js";
import { refuse, refuseUnknown } from "./refusals.js";
import type { DecidePorts, GrantAnswer } from "./verbs.js";

/** An event that a person brings to a grant. */
type PersonalEvent = Extract<GrantEvent, { readonly type: "approve" | "deny" | "cancel" }>;

/** What somebody decides about a grant: written, or refused and noted. */
export function decide(
  ports: DecidePorts,
  id: string,
  event: PersonalEvent,
  options: {
    readonly objection?: (grant: Grant) => Refusal<LiveReason | RefusalReason> | undefined;
    readonly afterwards?: (grant: Grant) => Promise<GrantAnswer>;
  } = {},
): Promise<GrantAnswer> {
  const { objection, afterwards = async (grant: Grant) => answerOf(grant) } = options;
  return answering(async () => {
    const changed = await changeGrant(ports.store, id, event, objection);
    const attempt = { verb: event.type, by: event.by, at: event.at };
    if (changed === undefined) return refuseUnknown(ports.store, attempt, id);
    if (changed.ok) return afterwards(changed.grant);
    return refuse(ports.store, { ...attempt, grant: changed.grant }, changed.refusal);
  });
}
