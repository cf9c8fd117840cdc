import type { Grant } from "../../core/access/grant.js";
import { isNamed, isSamePerson } from "../../core/access/principal.js";
import { allOf } from "../intent-do-sweep/pages.js";
import type { GrantStore } from "./ports.js";
import type { Caller } from "./verbs.js";

/** Whether the caller may see a grant: one's own, those one may approve, and all for operators. */
export function maySee({ person, isOperator = false }: Caller, { request, approval }: Grant): boolean {
  return isOperator || isSamePerson(request.requester.id, person.id) || isNamed(approval.approvers, person);
}

/** All grants that the caller may see, in the order of their ids, which is that of their requests. */
export async function visibleGrants(store: GrantStore, caller: Caller): Promise<readonly Grant[]> {
  const all = await allOf(store.grants({ which: "all" }));
  return all.filter((grant) => maySee(caller, grant)).sort((a, b) => (a.id < b.id ? -1 : 1));
}
