import type { Entitlement, PolicyEntitlement } from "./entitlement.js";

/** What of an entitlement for an API says whom its grant would help with what. */
export type RequestableEntitlement = Pick<PolicyEntitlement, "id" | "eligible" | "policy">;

/** The entitlements that open an API, and of each what says whom its grant would help. */
export function requestableEntitlements(entitlements: readonly Entitlement[]): RequestableEntitlement[] {
  return entitlements.flatMap((one) =>
    one.kind === "policy" ? [{ id: one.id, eligible: one.eligible, policy: one.policy }] : [],
  );
}
