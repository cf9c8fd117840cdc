import { append } from "../json/append.js";
import type { Entitlement } from "./entitlement.js";
import { type PlanOptions, planAccess } from "./plan.js";
import type { AccessPlan } from "./plan-output.js";

/** The outcome of one entitlement of a request for several. */
export interface EachPlan {
  readonly entitlement: string;
  readonly plan: AccessPlan;
}

/**
 * One request for several entitlements, with an outcome for each: one that is refused stops no other.
 *
 * What the earlier ones would allow counts as in force for the later ones, since the person would have it all at once.
 * @param json the request without `entitlement`, which is untrusted
 */
export function planEach(
  json: unknown,
  ids: readonly string[],
  entitlements: readonly Entitlement[],
  options: PlanOptions,
): readonly EachPlan[] {
  const inForce = [...(options.inForce ?? [])];
  return ids.map((entitlement) => {
    const isObject = typeof json === "object" && json !== null && !Array.isArray(json);
    const plan = planAccess(isObject ? { ...json, entitlement } : json, entitlements, {
      ...options,
      inForce,
    });
    append(inForce, actionsOf(plan));
    return { entitlement, plan };
  });
}

/** The actions that a plan would allow. */
export function actionsOf({ policyDocument }: AccessPlan): readonly string[] {
  return (policyDocument?.Statement ?? [])
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Action }) => Action ?? []);
}
