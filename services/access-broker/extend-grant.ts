import type { Grant } from "../../core/access/grant.js";
import { extensionOf } from "../../core/access/open-grant.js";
import { isSamePerson } from "../../core/access/principal.js";
import { answering } from "./answer.js";
import { actionsInForce, grantsOf } from "./in-force.js";
import { idempotencyOf, openRequest, repeatedRequest } from "./open-request.js";
import { refuse, refuseUnknown } from "./refusals.js";
import type { AccessBrokerVerbs } from "./verbs.js";

/** Continues one's active grant from its deadline on, by a new grant with objects and approvals of its own. */
export const extendGrant: AccessBrokerVerbs["extendGrant"] = (ports, caller, command, token) =>
  answering(async () => {
    const now = ports.clock.now();
    const attempt = { verb: "extend", by: caller.person, at: now };
    const grant = await ports.store.get(command.grant);
    if (grant === undefined || !isSamePerson(grant.request.requester.id, caller.person.id)) {
      return refuseUnknown(ports.store, attempt, command.grant);
    }
    const idempotency = idempotencyOf(grant.request, token, {
      extend: grant.id,
      // Whatever else somebody sends has perhaps no canonical form, and is refused below.
      minutes: Number.isFinite(command.minutes) ? (command.minutes as number) : null,
    });
    const repeated = await repeatedRequest(ports, caller.person, idempotency);
    if (repeated !== undefined) return repeated;
    const file = await ports.entitlements();
    const entitlement = file.entitlements.find(({ id }) => id === grant.request.entitlement);
    if (entitlement === undefined) {
      const message = "the entitlement is in the file no longer";
      return refuse(ports.store, { ...attempt, grant }, { reason: "entitlement_changed", message });
    }
    const grants = await grantsOf(ports.store, caller.person.id);
    const extension = extensionOf(grant, command.minutes, entitlement, chainOf(grant, grants));
    if (!extension.ok) return refuse(ports.store, { ...attempt, grant }, extension.refusal);
    const request = { ...extension.request, requester: caller.person };
    const options = { now, inForce: actionsInForce(grants) };
    return openRequest(ports, { request, file, options, idempotency, extends: grant.id });
  });

/** The grant and all that it continues. */
function chainOf(grant: Grant, grants: readonly Grant[]): readonly Grant[] {
  const chain = [grant];
  for (let link: Grant | undefined = grant; link !== undefined; ) {
    const before: string | null = link.extends;
    link = grants.find(({ id }) => id === before);
    if (link !== undefined) chain.push(link);
  }
  return chain;
}
