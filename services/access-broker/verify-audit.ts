import { type ChainVerdict, verifyChain } from "../../core/access/audit-chain.js";
import { allOf } from "../intent-do-sweep/pages.js";
import type { AccessBrokerVerbs } from "./verbs.js";

/** How often the chain is read anew because somebody wrote to it meanwhile. */
const TRIES = 3;

/** Whether the audit chain is whole, up to the head that the ledger has, and agrees with every head kept elsewhere. */
export const verifyAudit: AccessBrokerVerbs["verifyAudit"] = async ({ store, heads }) => {
  // First: a head that is kept while we read may be of events that we have not read.
  const kept = await heads.kept();
  let verdict: ChainVerdict;
  for (let tried = 1; ; tried += 1) {
    const head = await store.head();
    const events = await allOf(store.events());
    verdict = verifyChain(events, [...kept, ...(head.count === 0 ? [] : [head])]);
    if (!verdict.ok) return verdict;
    if (verdict.head.count === head.count) return verdict;
    if (tried === TRIES) {
      return { ok: false, line: head.count + 1, message: "the ledger knows nothing of this event" };
    }
  }
};
