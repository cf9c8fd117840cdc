import { reviewGrant as review } from "../../core/access/open-grant.js";
import { isNamed } from "../../core/access/principal.js";
import { answering, answerOf, refusedAnswer, unknownGrant } from "./answer.js";
import { changeGrantBy } from "./change-grant.js";
import type { AccessBrokerVerbs } from "./verbs.js";

/** Reviews a grant that broke the glass, as one of the approvers who were skipped. */
export const reviewGrant: AccessBrokerVerbs["reviewGrant"] = (ports, caller, command) =>
  answering(async () => {
    const at = ports.clock.now();
    const changed = await changeGrantBy(ports.store, command.grant, (grant) =>
      review(grant, caller.person, at, isNamed(grant.approval.approvers, caller.person)),
    );
    if (changed === undefined) return unknownGrant(command.grant);
    return changed.ok ? answerOf(changed.grant) : refusedAnswer(changed.refusal, changed.grant);
  });
