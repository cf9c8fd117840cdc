import { approveGrant } from "../../services/access-broker/approve-grant.js";
import { denyGrant } from "../../services/access-broker/deny-grant.js";
import { reviewGrant } from "../../services/access-broker/review-grant.js";
import type { DecidePorts } from "../../services/access-broker/verbs.js";
import { type Answered, textOf } from "../wiring/access/answer-caller.js";

/** What the function for approvals answers. */
export function approveVerbs(ports: DecidePorts): Readonly<Record<string, Answered>> {
  return {
    approve: (caller, request) => {
      const { minutes } = request;
      const command = { grant: textOf(request, "grant"), hash: textOf(request, "hash") };
      // What is not a number of minutes is out of every range.
      const shorter =
        minutes === undefined ? {} : { minutes: typeof minutes === "number" ? minutes : Number.NaN };
      return approveGrant(ports, caller, { ...command, ...shorter });
    },
    deny: (caller, request) => denyGrant(ports, caller, { grant: textOf(request, "grant") }),
    review: (caller, request) => reviewGrant(ports, caller, { grant: textOf(request, "grant") }),
  };
}
