import type { GrantWindow } from "../iam/deadline.js";
import type { AccessPolicy } from "../policy/language/policy.js";
import { formatInstant } from "../time/instant.js";
import { canonicalHash } from "./canonical-json.js";
import type { Entitlement, EntitlementStatement } from "./entitlement.js";
import { flowRules } from "./flow-rules.js";
import { FLOW_OUTLIVES } from "./outlives.js";
import type { GrantPlan } from "./plan-output.js";
import { planRole } from "./plan-role.js";
import type { Requester } from "./principal.js";
import type { Refusal } from "./reason-codes.js";

/** `user:<id>` or `service:<id>`, or undefined for other kinds, which access policies cannot name. */
export function subjectOf({ id, kind = "user" }: Requester): string | undefined {
  return kind === "user" || kind === "service" ? `${kind}:${id}` : undefined;
}

/** The part of a plan that depends on what is opened. */
export type Content = Pick<
  GrantPlan,
  | "policyDocument"
  | "documentHash"
  | "target"
  | "endsBy"
  | "outlives"
  | "warnings"
  | "accessPolicy"
  | "securityGroupRules"
>;

/** The document that the kind of the entitlement has. */
export function contentOf(
  entitlement: Entitlement,
  statements: readonly EntitlementStatement[],
  requester: Requester,
  window: GrantWindow,
  policyName: string,
  inForce?: readonly string[],
): Content | { readonly refusal: Refusal } {
  const [notBefore, expiresAt] = [formatInstant(window.activation), formatInstant(window.deadline)];
  switch (entitlement.kind) {
    case "policy": {
      const { when } = entitlement.policy;
      const accessPolicy: AccessPolicy = {
        id: policyName,
        effect: "allow",
        subjects: [subjectOf(requester) as string],
        actions: statements[0]?.actions ?? [],
        resources: statements[0]?.resources ?? [],
        notBefore,
        expiresAt,
        ...(when === undefined ? {} : { when }),
      };
      const documentHash = canonicalHash(accessPolicy);
      return contentWith({ accessPolicy, documentHash, target: "policy-engine", endsBy: "condition" });
    }
    case "flow": {
      const securityGroupRules = flowRules(entitlement.flow, policyName, expiresAt);
      const documentHash = canonicalHash(securityGroupRules);
      const target = entitlement.flow.to;
      return contentWith({
        securityGroupRules,
        documentHash,
        target,
        endsBy: "sweep",
        outlives: FLOW_OUTLIVES,
      });
    }
    default: {
      const role = planRole(entitlement, statements, requester.id, window, inForce);
      if (!role.ok) return { refusal: role.refusal };
      const { document, outlives, warnings } = role.value;
      const documentHash = canonicalHash(document);
      const { target } = entitlement;
      return contentWith({
        policyDocument: document,
        documentHash,
        target,
        endsBy: "condition",
        outlives,
        warnings,
      });
    }
  }
}

/** All keys, in the order of the contract. */
function contentWith(
  content: Pick<Content, "documentHash" | "target" | "endsBy"> & Partial<Content>,
): Content {
  const { documentHash, target, endsBy, policyDocument = null, outlives = [], warnings = [] } = content;
  const { accessPolicy = null, securityGroupRules = null } = content;
  return {
    policyDocument,
    documentHash,
    target,
    endsBy,
    outlives,
    warnings,
    accessPolicy,
    securityGroupRules,
  };
}
