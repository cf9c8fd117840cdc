import { containsAction, containsResource } from "../iam/containment.js";
import type { EntitlementStatement } from "./entitlement.js";
import type { AccessRequest } from "./request.js";

/** What is left of statements, or the entries of the request that lie inside none of them. */
export type Narrowed<S> =
  | { readonly ok: true; readonly statements: readonly S[] }
  | { readonly ok: false; readonly wider: readonly string[] };

/** How patterns contain each other. */
export interface Containment {
  readonly action: (wide: string, narrow: string) => boolean;
  readonly resource: (wide: string, narrow: string) => boolean;
}

/** Containment as IAM matches. */
export const IAM_CONTAINMENT: Containment = { action: containsAction, resource: containsResource };

/**
 * The statements cut down to what the request names, pair by pair: an action of one statement never meets a resource
 * of another. A statement of which nothing is left drops out; denies stay whole.
 */
export function narrowStatements<S extends EntitlementStatement>(
  statements: readonly S[],
  { actions, resources }: Pick<AccessRequest, "actions" | "resources">,
  contains: Containment = IAM_CONTAINMENT,
): Narrowed<S> {
  const survivors = new Set<string>();
  const kept = statements.flatMap((statement): S[] => {
    if (statement.effect === "deny") return [statement];
    const inside = (
      entries: readonly string[] | undefined,
      own: readonly string[] = [],
      within: Containment["action"],
    ): readonly string[] => entries?.filter((entry) => own.some((wide) => within(wide, entry))) ?? own;
    const narrowedActions = inside(actions, statement.actions, contains.action);
    const narrowedResources = inside(resources, statement.resources, contains.resource);
    if (narrowedActions.length === 0 || narrowedResources.length === 0) return [];
    for (const action of narrowedActions) survivors.add(`action ${action}`);
    for (const resource of narrowedResources) survivors.add(`resource ${resource}`);
    return [{ ...statement, actions: narrowedActions, resources: narrowedResources }];
  });
  const asked = [
    ...(actions ?? []).map((action) => `action ${action}`),
    ...(resources ?? []).map((resource) => `resource ${resource}`),
  ];
  const wider = asked.filter((entry) => !survivors.has(entry));
  return wider.length > 0 ? { ok: false, wider } : { ok: true, statements: kept };
}
