import type { Entitlement } from "../entitlement.js";
import { containsEntitlement, containsStatement, isDeny } from "./contains-entitlement.js";
import { type AccessFinding, finding } from "./finding.js";

/** Entitlements by which something that another one gates is to be had for fewer approvals, or for none. */
export function cheaperWays(entitlements: readonly Entitlement[]): AccessFinding[] {
  return entitlements.flatMap((cheap) =>
    entitlements
      .filter((dear) => cheap.approval.required < dear.approval.required && mayShareSomebody(cheap, dear))
      .flatMap((dear) => wayAround(cheap, dear) ?? []),
  );
}

function wayAround(cheap: Entitlement, dear: Entitlement): AccessFinding | undefined {
  const price = `for ${cheap.approval.required} approvals instead of ${dear.approval.required}`;
  if (containsEntitlement(cheap, dear)) {
    const message = `it grants all of ${dear.id} ${price}`;
    return finding("CORDON-JIT-004", cheap.id, message, "Require as many approvals, or grant less.");
  }
  if (
    cheap.approval.required > 0 ||
    isOtherKind(cheap) ||
    isOtherKind(dear) ||
    cheap.target !== dear.target
  ) {
    return undefined;
  }
  const open = dear.statements.findIndex(
    (statement) => !isDeny(statement) && containsStatement(cheap.statements, statement),
  );
  if (open < 0) return undefined;
  const message = `it grants statement ${open} of ${dear.id} on the same role without approval`;
  return finding(
    "CORDON-JIT-005",
    cheap.id,
    message,
    "Require an approval, or take the statement out of one of them.",
  );
}

function isOtherKind(
  entitlement: Entitlement,
): entitlement is Extract<Entitlement, { readonly kind: "policy" | "flow" }> {
  return entitlement.kind === "policy" || entitlement.kind === "flow";
}

/** Whether one person may be eligible for both; who is in a group the file does not say. */
function mayShareSomebody(one: Entitlement, other: Entitlement): boolean {
  const hasGroup = ({ eligible }: Entitlement): boolean =>
    eligible.some((entry) => entry.startsWith("group:"));
  if (hasGroup(one) || hasGroup(other)) return true;
  return one.eligible.some((entry) => other.eligible.includes(entry));
}
