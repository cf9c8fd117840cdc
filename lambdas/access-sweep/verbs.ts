import { revokeGrant } from "../../services/access-broker/revoke-grant.js";
import type { RevokePorts } from "../../services/access-broker/verbs.js";
import { type Answered, textOf } from "../wiring/access/answer-caller.js";

/** What people ask the function that revokes and sweeps. */
export function revokeVerbs(ports: RevokePorts): Readonly<Record<string, Answered>> {
  return {
    revoke: (caller, { person, grant }) =>
      revokeGrant(
        ports,
        caller,
        typeof person === "string" ? { person } : { grant: textOf({ grant }, "grant") },
      ),
  };
}
