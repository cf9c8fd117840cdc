import { verifyChain } from "../../core/access/audit-chain.js";
import { allOf } from "../intent-do-sweep/pages.js";
import type { AccessBrokerVerbs } from "./verbs.js";

/** Whether the audit chain is whole, up to the head that the ledger has, and agrees with the head kept elsewhere. */
export const verifyAudit: AccessBrokerVerbs["verifyAudit"] = async ({ store, heads }) => {
  const events = await allOf(store.events());
  const head = await store.head();
  const kept = await heads.kept();
  const verdict = verifyChain(events, kept);
  if (!verdict.ok) return verdict;
  if (verdict.head.count === head.count && verdict.head.hash === head.hash) return verdict;
  const whole = verifyChain(events, head);
  if (!whole.ok) return whole;
  return { ok: false, line: head.count + 1, message: "the ledger knows nothing of this event" };
};
