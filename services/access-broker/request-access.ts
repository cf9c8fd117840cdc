import { reviewOwed } from "../../core/access/open-grant.js";
import { readRequest } from "../../core/access/request.js";
import { answering } from "./answer.js";
import { actionsInForce, grantsOf } from "./in-force.js";
import { idempotencyOf, openRequest, refuseRequest, repeatedRequest } from "./open-request.js";
import { refuse } from "./refusals.js";
import type { AccessBrokerVerbs, Caller, GrantAnswer, RequestCommand, RequestPorts } from "./verbs.js";

/** Most entitlements of one request. */
const MOST_ENTITLEMENTS = 20;

/**
 * Asks for one entitlement or several, with an outcome for each: one that is refused stops no other.
 *
 * The same client token and body again give the same grants.
 */
export const requestAccess: AccessBrokerVerbs["requestAccess"] = async (ports, caller, command, token) => {
  const { entitlement } = command;
  if (!Array.isArray(entitlement)) return requestOne(ports, caller, command, entitlement, token);
  if (entitlement.length === 0 || entitlement.length > MOST_ENTITLEMENTS) {
    const message = `one request is for 1 to ${MOST_ENTITLEMENTS} entitlements`;
    const attempt = { verb: "request", by: caller.person, at: ports.clock.now() };
    return answering(() => refuse(ports.store, attempt, { reason: "invalid_request", message }));
  }
  const outcomes: GrantAnswer[] = [];
  // One after the other: what the earlier ones allow counts for the later ones.
  for (const one of new Set<unknown>(entitlement)) {
    outcomes.push(await requestOne(ports, caller, command, one, JSON.stringify([token, one])));
  }
  return { outcomes };
};

function requestOne(
  ports: RequestPorts,
  caller: Caller,
  command: RequestCommand,
  entitlement: unknown,
  token: string,
): Promise<GrantAnswer> {
  return answering(async () => {
    const { breakGlass = false, ...rest } = command;
    // The requester is who the transport says, whatever the body holds.
    const body = { ...rest, entitlement, requester: caller.person };
    const read = readRequest(body);
    const now = ports.clock.now();
    const attempt = { verb: "request", by: caller.person, at: now };
    if (!read.ok) return refuse(ports.store, attempt, read.refusal);
    if (typeof breakGlass !== "boolean" || typeof token !== "string" || token === "") {
      const message = "a client token, and `breakGlass` as a boolean";
      return refuse(ports.store, attempt, { reason: "invalid_request", message });
    }
    const request = read.value;
    const idempotency = idempotencyOf(request, token, { ...rest, entitlement, breakGlass });
    const repeated = await repeatedRequest(ports, caller.person, idempotency);
    if (repeated !== undefined) return repeated;
    const grants = await grantsOf(ports.store, caller.person.id);
    const owed = breakGlass ? reviewOwed(caller.person.id, grants) : undefined;
    if (owed !== undefined) return refuseRequest(ports.store, request, now, owed);
    const options = { now, inForce: actionsInForce(grants) };
    const file = await ports.entitlements();
    return openRequest(ports, { request, file, options, idempotency, breakGlass });
  });
}
