import type { Grant } from "../../core/access/grant.js";
import type { AuditRecord, GrantEvent } from "../../core/access/grant-event.js";
import type { LiveReason, Refusal, RefusalReason } from "../../core/access/reason-codes.js";
import { type Step, stepGrant } from "../../core/access/step-grant.js";
import { changeRecord } from "../intent-do-sweep/change-record.js";
import type { GrantStore } from "./ports.js";

/** A grant after a change; or as it stands, with why nothing changed. */
export type Changed =
  | { readonly ok: true; readonly grant: Grant }
  | { readonly ok: false; readonly grant: Grant; readonly refusal: Refusal<LiveReason | RefusalReason> };

/** Brings an event to a grant, as one conditional write. Undefined where there is no such grant. */
export async function changeGrant(
  store: GrantStore,
  id: string,
  event: GrantEvent,
  objection: (grant: Grant) => Refusal<LiveReason | RefusalReason> | undefined = () => undefined,
): Promise<Changed | undefined> {
  return changeGrantBy(store, id, (grant) => {
    const step = stepGrant(grant, event);
    if (!step.ok) return step;
    const refusal = objection(grant);
    return refusal === undefined ? step : { ok: false, refusal };
  });
}

/** The same for a change that is not a row of the table. */
export async function changeGrantBy(
  store: GrantStore,
  id: string,
  step: (grant: Grant) => Step,
): Promise<Changed | undefined> {
  const changed = await changeRecord<Grant, AuditRecord, Refusal<LiveReason | RefusalReason>>(
    { read: () => store.get(id), write: (grant, audit) => store.replace(grant, audit) },
    (grant) => {
      const next = step(grant);
      return next.ok ? { ok: true, record: next.grant, note: next.audit } : next;
    },
  );
  if (changed === undefined) return undefined;
  return changed.ok
    ? { ok: true, grant: changed.record }
    : { ok: false, grant: changed.record, refusal: changed.refusal };
}
