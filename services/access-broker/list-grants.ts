import { answerOf } from "./answer.js";
import type { AccessBrokerVerbs } from "./verbs.js";
import { visibleGrants } from "./visible-grants.js";

/** The grants that the caller may see, those of long ago too. */
export const listGrants: AccessBrokerVerbs["listGrants"] = async ({ store }, caller) => ({
  grants: (await visibleGrants(store, caller)).map((grant) => answerOf(grant)),
});
