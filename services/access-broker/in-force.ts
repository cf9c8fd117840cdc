import type { Grant } from "../../core/access/grant.js";
import { allOf } from "../intent-do-sweep/pages.js";
import type { GrantStore } from "./ports.js";

/** All grants of a person, whatever the case of the id. */
export function grantsOf(store: GrantStore, person: string): Promise<readonly Grant[]> {
  return allOf(store.grants({ which: "person", person }));
}

/** What a person's grants allow at this moment, or are about to: a request is judged together with it. */
export function actionsInForce(grants: readonly Grant[], except?: string): readonly string[] {
  return grants
    .filter(({ id, state }) => id !== except && (state === "ACTIVE" || state === "PROVISIONING"))
    .flatMap(({ allowed }) => allowed);
}
