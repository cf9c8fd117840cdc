import { decide } from "./decide-grant.js";
import type { AccessBrokerVerbs } from "./verbs.js";

/** Takes one's own request back. */
export const cancelGrant: AccessBrokerVerbs["cancelGrant"] = (ports, caller, { grant }) =>
  decide(ports, grant, { type: "cancel", at: ports.clock.now(), by: caller.person });
