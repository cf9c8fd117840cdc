import type { Grant } from "../../core/access/grant.js";
import type { AuditRecord } from "../../core/access/grant-event.js";
import { PERSON_ID, type Requester } from "../../core/access/principal.js";
import type { LiveReason, Refusal, RefusalReason } from "../../core/access/reason-codes.js";
import { formatInstant } from "../../core/time/instant.js";
import { refusedAnswer, unknownGrant } from "./answer.js";
import type { GrantStore } from "./ports.js";
import type { GrantAnswer } from "./verbs.js";

/** Somebody who asked for something that was refused. */
export interface Attempt {
  /** The verb, such as `approve`. */
  readonly verb: string;
  /** Null where nobody knows who it was. */
  readonly by: Requester | null;
  readonly at: number;
  /** The grant that it was about. @default - none, or one that is not there */
  readonly grant?: Grant;
  /** @default - the reason alone */
  readonly detail?: AuditRecord["detail"];
}

/** What the audit trail names in place of a grant where there is none. */
const NO_GRANT = "none";
/** What may stand in the audit trail of an id that somebody wrote. */
const GRANT_ID = /^[0-9A-Za-z_-]{1,64}$/;
const NO_NAME = "unreadable";

/** Writes down that somebody tried and was refused: whoever probes leaves a trace. */
export async function noteRefused(
  store: Pick<GrantStore, "note">,
  { verb, by, at, grant, detail = {} }: Attempt,
  reason: string,
): Promise<void> {
  await store.note({
    grant: grant?.id ?? NO_GRANT,
    at: formatInstant(at),
    actor: by === null ? "unknown" : `${by.kind ?? "user"}:${PERSON_ID.test(by.id) ? by.id : NO_NAME}`,
    event: `${verb}-refused`,
    from: grant?.state ?? null,
    to: grant?.state ?? "REFUSED",
    detail: { ...detail, reason },
  });
}

/** Refuses, and writes that down. */
export async function refuse(
  store: Pick<GrantStore, "note">,
  attempt: Attempt,
  refusal: Refusal<LiveReason | RefusalReason>,
): Promise<GrantAnswer> {
  await noteRefused(store, attempt, refusal.reason);
  return refusedAnswer(refusal, attempt.grant);
}

/** Refuses what is about a grant that is not there or that the caller may not see, and writes that down. */
export async function refuseUnknown(
  store: Pick<GrantStore, "note">,
  attempt: Omit<Attempt, "grant">,
  id: string,
): Promise<GrantAnswer> {
  const named = GRANT_ID.test(id) ? id : NO_NAME;
  const answer = unknownGrant(id);
  await noteRefused(store, { ...attempt, detail: { ...attempt.detail, named } }, answer.reason);
  return answer;
}
