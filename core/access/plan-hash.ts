import { SOURCE_IDENTITY } from "../iam/condition.js";
import { formatInstant } from "../time/instant.js";
import { canonicalHash } from "./canonical-json.js";
import { type Entitlement, type EntitlementStatement, kindOf } from "./entitlement.js";
import type { AccessRequest } from "./request.js";

/** What the entitlement lets be narrowed, as statements. */
export function statementsOf(entitlement: Entitlement): readonly EntitlementStatement[] {
  switch (entitlement.kind) {
    case "policy":
      return [{ actions: entitlement.policy.actions, resources: entitlement.policy.resources }];
    case "flow":
      return [];
    default:
      return entitlement.statements;
  }
}

/** What approvers sign: everything that is asked for, and nothing that the time of planning changes. */
export function approvalHash(
  request: AccessRequest,
  entitlement: Entitlement,
  minutes: number,
  statements: readonly EntitlementStatement[],
): string {
  const { requester, notBefore, reason, ticket } = request;
  return canonicalHash({
    requester: { id: requester.id, kind: requester.kind ?? "user" },
    entitlement: entitlement.id,
    kind: kindOf(entitlement),
    opens: openedBy(entitlement, statements),
    minutes,
    notBefore: notBefore === undefined ? null : formatInstant(notBefore),
    reason: reason ?? null,
    ticket: ticket ?? null,
  });
}

/** What is opened, before anybody knows when. */
function openedBy(entitlement: Entitlement, statements: readonly EntitlementStatement[]): unknown {
  switch (entitlement.kind) {
    case "policy":
      return { ...entitlement.policy, statements };
    case "flow":
      return entitlement.flow;
    default:
      return { target: entitlement.target, person: entitlement.person ?? SOURCE_IDENTITY, statements };
  }
}

/** Hexadecimal digits of a name: enough that no two requests ever share one. */
const NAME_DIGITS = 40;

/** A name of digits only, so that no word of the request stands in it, and none differs by its case alone. */
export function previewName(request: AccessRequest, entitlement: Entitlement, activation: number): string {
  const { id, maxMinutes, approval } = entitlement;
  const opens = openedBy(entitlement, statementsOf(entitlement));
  const hash = canonicalHash({ request, entitlement: { id, maxMinutes, approval, opens }, activation });
  return `jit-${hash.slice("sha256:".length).slice(0, NAME_DIGITS)}`;
}
