import { isSamePerson } from "../../core/access/principal.js";
import { statedAccess } from "../../core/access/stated-access.js";
import { SOURCE_IDENTITY } from "../../core/iam/condition.js";
import { formatInstant, parseInstant } from "../../core/time/instant.js";
import { refusedAnswer, unknownGrant } from "./answer.js";
import type { BrokerPorts } from "./ports.js";
import type { Caller, GrantAnswer } from "./verbs.js";

/** How the target of an active grant is assumed, so that its policy counts for the session. */
export interface AssumeAnswer {
  readonly wouldAssume: string;
  readonly roleSessionName: string;
  /** Null where the grant asks for the session name alone. */
  readonly sourceIdentity: string | null;
  /** Deadline of the grant, `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly expiration: string;
}

/** The same, as STS is asked for it; the deadline in milliseconds since 1970. */
export interface Assumption {
  readonly roleArn: string;
  readonly roleSessionName: string;
  readonly sourceIdentity: string | null;
  readonly deadline: number;
}

/** Says how to assume the target of one's own active grant; only the person of the grant is told. */
export async function assumeTarget(
  { store, clock }: Pick<BrokerPorts, "store" | "clock">,
  { person }: Caller,
  { grant: id }: { readonly grant: string },
): Promise<AssumeAnswer | GrantAnswer> {
  const grant = await store.get(id);
  if (grant === undefined || !isSamePerson(grant.request.requester.id, person.id)) return unknownGrant(id);
  const { state, window, target, request } = grant;
  const isOver = window === null || window.deadline <= clock.now();
  if (state !== "ACTIVE" || isOver || grant.kind !== "role") {
    const message = "only an active grant of a role has credentials";
    return refusedAnswer({ reason: "wrong_state", message }, grant);
  }
  return {
    wouldAssume: target,
    roleSessionName: request.requester.id,
    sourceIdentity: statedAccess(grant.granted)?.person === SOURCE_IDENTITY ? request.requester.id : null,
    expiration: formatInstant(window.deadline),
  };
}

/** What STS is asked for. */
export function assumptionOf({ wouldAssume, expiration, ...session }: AssumeAnswer): Assumption {
  return { roleArn: wouldAssume, deadline: parseInstant(expiration), ...session };
}
