import { SOURCE_IDENTITY } from "../iam/condition.js";
import { containsEntitlement } from "./analysis/contains-entitlement.js";
import type { Entitlement } from "./entitlement.js";
import type { Grant } from "./grant.js";
import { narrowStatements } from "./narrow.js";
import { isNamed } from "./principal.js";
import type { AccessRequest } from "./request.js";

/** What a request leaves of an entitlement that contains it: what is granted, worded as an entitlement. */
export function narrowedEntitlement(entitlement: Entitlement, request: AccessRequest): Entitlement {
  if (entitlement.kind === "flow") return entitlement;
  if (entitlement.kind === "policy") {
    const { actions = entitlement.policy.actions, resources = entitlement.policy.resources } = request;
    return { ...entitlement, policy: { ...entitlement.policy, actions, resources } };
  }
  const narrowed = narrowStatements(entitlement.statements, request);
  return narrowed.ok ? { ...entitlement, statements: narrowed.statements } : entitlement;
}

/**
 * Whether a live grant gives more than its entitlement would give today: more actions or resources, more minutes, to
 * somebody who is not eligible any more, or with fewer approvals. One that gives less, or the same in other words, is
 * not wider. Where it cannot be told, it counts as wider.
 */
export function isWiderThan(grant: Grant, today: Entitlement): boolean {
  const { request, approval, breakGlass, minutes, granted } = grant;
  if (granted == null || !containsEntitlement(today, granted)) return true;
  const glass = breakGlass ? today.breakGlass : undefined;
  if (breakGlass && glass === undefined) return true;
  return (
    tellsApartOtherwise(granted, today) ||
    minutes > (glass?.maxMinutes ?? today.maxMinutes) ||
    !isNamed(glass?.eligible ?? today.eligible, request.requester) ||
    (!breakGlass && approval.given.length < today.approval.required)
  );
}

/** Whether the file tells the users of the role apart today, in another way than the grant does. */
function tellsApartOtherwise(granted: Entitlement, today: Entitlement): boolean {
  if (granted.kind === "flow" || granted.kind === "policy") return false;
  if (today.kind === "flow" || today.kind === "policy") return true;
  return today.person !== "none" && (granted.person ?? SOURCE_IDENTITY) !== (today.person ?? SOURCE_IDENTITY);
}
