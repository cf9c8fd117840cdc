import type { Authentication } from "../../core/identity/assurance.js";
import type { Person } from "../../core/identity/person.js";
import type { Session } from "../../core/identity/session.js";
import type { Call, TokenCall } from "./call.js";
import { tokenRefused } from "./caller.js";
import type { Stored } from "./ports.js";
import { KEYS, personById } from "./rows.js";
import { goneOn, type Started } from "./sessions.js";

/** Person and session of the caller as they are now. @throws Refused where the session ended in between */
export async function standing({ caller, ports: { store } }: Pick<TokenCall, "caller" | "ports">): Promise<{
  readonly person: Stored<Person>;
  readonly session: Stored<Session>;
}> {
  const person = await personById(store, caller.person.id);
  const session = await store.get<Session>(KEYS.session(caller.person.id, caller.session.sid));
  if (person === undefined || session === undefined || person.value.disabled) {
    throw tokenRefused("session_revoked");
  }
  return { person, session };
}

/** The same session after another authentication: its level, methods and time are those of this one alone. */
export function steppedUp(
  call: Pick<Call, "now" | "ports">,
  session: Stored<Session>,
  { acr, amr }: Authentication,
): Started {
  return goneOn(call, session, { acr, amr, authTime: Math.floor(call.now / 1000) });
}
