import { reviewGrant as review } from "../../core/access/open-grant.js";
import { isNamed } from "../../core/access/principal.js";
import { answering, answerOf } from "./answer.js";
import { changeGrantBy } from "./change-grant.js";
import { refuse, refuseUnknown } from "./refusals.js";
import type { AccessBrokerVerbs } from "./verbs.js";

/** Reviews a grant that broke the glass, as one of the approvers who were skipped. */
export const reviewGrant: AccessBrokerVerbs["reviewGrant"] = (ports, caller, command) =>
  answering(async () => {
    const at = ports.clock.now();
    const changed = await changeGrantBy(ports.store, command.grant, (grant) =>
      review(grant, caller.person, at, isNamed(grant.approval.approvers, caller.person)),
    );
    const attempt = { verb: "review", by: caller.person, at };
    if (changed === undefined) return refuseUnknown(ports.store, attempt, command.grant);
    if (changed.ok) return answerOf(changed.grant);
    return refuse(ports.store, { ...attempt, grant: changed.grant }, changed.refusal);
  });
