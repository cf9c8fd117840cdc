import { conditionsOf, SOURCE_IDENTITY } from "../iam/condition.js";
import { type GrantWindow, holdsWithin, withWindow } from "../iam/deadline.js";
import { holdsForPerson, withPerson } from "../iam/person-condition.js";
import {
  CREDENTIAL_CALLS,
  documentLength,
  type GrantStatement,
  LONGEST_DOCUMENT,
  type PolicyDocument,
  renderDocument,
} from "../iam/render-document.js";
import type { EntitlementStatement, RoleEntitlement } from "./entitlement.js";
import { escalationsOf, warningsOf } from "./escalation.js";
import { type Outliving, outlivesOf } from "./outlives.js";
import type { Refusal } from "./reason-codes.js";

/** The document of a grant of a role, and what to know of it. */
export interface RolePlan {
  readonly document: PolicyDocument;
  readonly outlives: readonly Outliving[];
  readonly warnings: readonly string[];
}

/**
 * The document for narrowed statements, one person and one window, or why there is none.
 *
 * @param inForce actions that the person's other grants allow while this one lasts: privileges add up
 */
export function planRole(
  entitlement: RoleEntitlement,
  statements: readonly EntitlementStatement[],
  id: string,
  window: GrantWindow,
  inForce: readonly string[] = [],
): { readonly ok: true; readonly value: RolePlan } | { readonly ok: false; readonly refusal: Refusal } {
  const bounded = statements.flatMap((statement) => boundStatement(statement, entitlement, id, window) ?? []);
  const allowed = bounded.filter(({ effect }) => effect === "allow").flatMap(({ actions }) => actions ?? []);
  if (allowed.length === 0) {
    return refused(
      "nothing_granted",
      "no statement can hold in this window for this person: its own dates are over, or it names another person",
    );
  }
  const escalations = escalationsOf([...allowed, ...inForce]);
  if (escalations.length > 0) {
    return refused(
      "escalation",
      `it would let the person gain lasting privileges: ${escalations.slice(0, 5).join(", ")}`,
    );
  }
  const document = renderDocument([...bounded, noNewCredentials(entitlement, id, window)]);
  const length = documentLength(document);
  if (length > LONGEST_DOCUMENT) {
    return refused(
      "document_too_large",
      `the policy has ${length} characters and IAM takes ${LONGEST_DOCUMENT}; ask for fewer actions or resources`,
    );
  }
  return {
    ok: true,
    value: { document, outlives: outlivesOf(allowed), warnings: warningsOf([...allowed, ...inForce]) },
  };
}

/** The statement for the person inside the window; undefined where it could never hold. */
export function boundStatement(
  statement: EntitlementStatement,
  { person = SOURCE_IDENTITY }: RoleEntitlement,
  id: string,
  window: GrantWindow,
): GrantStatement | undefined {
  const { conditions: block = {}, effect = "allow", ...rest } = statement;
  const own = conditionsOf(block);
  const isDead = !holdsForPerson(own, person, id) || !holdsWithin(own, window);
  const personal = withPerson(own, person, id);
  if (personal === undefined || (effect === "allow" && isDead)) return undefined;
  return { ...rest, effect, conditions: withWindow(personal, window) };
}

/** Credentials that are obtained through a grant would outlive it. */
function noNewCredentials(
  { person = SOURCE_IDENTITY }: RoleEntitlement,
  id: string,
  window: GrantWindow,
): GrantStatement {
  return {
    effect: "deny",
    actions: CREDENTIAL_CALLS,
    resources: ["*"],
    conditions: withWindow(withPerson([], person, id) ?? [], window),
  };
}

function refused(
  reason: Refusal["reason"],
  message: string,
): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { reason, message } };
}
