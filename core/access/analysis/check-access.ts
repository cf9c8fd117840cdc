import { conditionsOf } from "../../iam/condition.js";
import { holdsWithin } from "../../iam/deadline.js";
import { provesExpiry } from "../../iam/proves-expiry.js";
import { renderDocument } from "../../iam/render-document.js";
import type { Entitlement, EntitlementFile, RoleEntitlement } from "../entitlement.js";
import { escalationsOf } from "../escalation.js";
import { boundStatement } from "../plan-role.js";
import { approvability } from "./approvable.js";
import { cheaperWays } from "./cheaper-ways.js";
import { isDeny } from "./contains-entitlement.js";
import { type AccessFinding, finding, type Unproven } from "./finding.js";

/** What `cordon access check` says of a file. */
export interface AccessCheck {
  readonly version: 1;
  readonly entitlements: readonly {
    readonly id: string;
    /** Null where only the sweep ends a grant, so that there is no expiry to prove. */
    readonly provesExpiry: boolean | null;
  }[];
  readonly findings: readonly AccessFinding[];
  readonly unproven: readonly Unproven[];
}

/** The last instant that IAM writes. */
const END_OF_TIME = Date.UTC(9999, 11, 31, 23, 59, 59);

/** What a check knows beside the file. */
export interface AccessCheckSettings {
  /** Whether groups have members whom the file does not name, as those of an identity store have. @default false */
  readonly groupsElsewhere?: boolean;
}

/** Checks entitlements before anybody asks for one. @param now milliseconds since 1970 */
export function checkAccess(
  { entitlements, people }: EntitlementFile,
  now: number,
  { groupsElsewhere = false }: AccessCheckSettings = {},
): AccessCheck {
  const proofs = entitlements.map((entitlement) => ({
    id: entitlement.id,
    provesExpiry: expiryOf(entitlement, now),
  }));
  const approvals = entitlements.map((entitlement) =>
    approvability(entitlement, groupsElsewhere ? undefined : people),
  );
  const unproven = proofs
    .filter((proof) => proof.provesExpiry === false)
    .map(({ id }) =>
      finding(
        "CORDON-JIT-002",
        id,
        "the evaluator does not prove that a grant ends at its deadline",
        "Simplify the conditions on the time.",
      ),
    );
  return {
    version: 1,
    entitlements: proofs,
    findings: [
      ...entitlements.flatMap((entitlement) => escalation(entitlement, now) ?? []),
      ...unproven,
      ...approvals.flatMap(({ findings }) => findings),
      ...cheaperWays(entitlements),
      ...entitlements.flatMap((entitlement) => unattachable(entitlement) ?? []),
    ],
    unproven: approvals.flatMap((one) => one.unproven),
  };
}

function isRole(entitlement: Entitlement): entitlement is RoleEntitlement {
  return entitlement.kind !== "policy" && entitlement.kind !== "flow";
}

/** Whether the widest and longest grant ends: `expiresAt` ends an access policy, and nothing but the sweep a flow. */
function expiryOf(entitlement: Entitlement, now: number): boolean | null {
  if (!isRole(entitlement)) return entitlement.kind === "flow" ? null : true;
  const activation = Math.floor(now / 1000) * 1000;
  const deadline = Math.min(activation + entitlement.maxMinutes * 60_000, END_OF_TIME);
  const window = { activation, deadline };
  // For nobody in particular, so that no statement drops out because it names somebody.
  const anybody: RoleEntitlement = { ...entitlement, person: "none" };
  const statements = entitlement.statements.flatMap((one) => boundStatement(one, anybody, "", window) ?? []);
  return provesExpiry(renderDocument(statements), window).proven;
}

function escalation(entitlement: Entitlement, now: number): AccessFinding | undefined {
  if (!isRole(entitlement)) return undefined;
  const rest = { activation: Math.floor(now / 1000) * 1000, deadline: END_OF_TIME };
  const actions = entitlement.statements
    .filter((one) => !isDeny(one) && holdsWithin(conditionsOf(one.conditions ?? {}), rest))
    .flatMap((one) => one.actions ?? []);
  const found = escalationsOf(actions);
  if (found.length === 0) return undefined;
  const message = `every request for all of it is refused as escalation: ${found.slice(0, 5).join(", ")}`;
  return finding(
    "CORDON-JIT-001",
    entitlement.id,
    message,
    "Leave these actions out; no deadline ends what they give.",
  );
}

/** Roles of IAM Identity Center are UnmodifiableEntity for everybody but AWS; service-linked roles too. */
const UNATTACHABLE = /:role\/(?:aws-reserved\/|aws-service-role\/)|\/AWSReservedSSO_[^/]*$/;

function unattachable(entitlement: Entitlement): AccessFinding | undefined {
  if (!isRole(entitlement) || !UNATTACHABLE.test(entitlement.target)) return undefined;
  const message = `AWS lets nobody attach a policy to ${entitlement.target}`;
  const fix = "Take a role of your own as the target, which these sessions may assume.";
  return finding("CORDON-JIT-006", entitlement.id, message, fix);
}
