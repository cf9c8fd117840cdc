import { decide } from "./decide-grant.js";
import type { AccessBrokerVerbs } from "./verbs.js";

/** Refuses a request, as one of its approvers. */
export const denyGrant: AccessBrokerVerbs["denyGrant"] = (ports, caller, { grant }) =>
  decide(ports, grant, { type: "deny", at: ports.clock.now(), by: caller.person });
