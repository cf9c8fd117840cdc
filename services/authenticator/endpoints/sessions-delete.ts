import { NO_HANDLE_COOKIE } from "../../../core/identity/cookie.js";
import type { Endpoint, TokenCall } from "../call.js";
import { tokenRefused } from "../caller.js";
import { committed, together } from "../commit.js";
import { DONE } from "../http.js";
import { personById, putPerson } from "../rows.js";
import { endingOf } from "../sessions.js";

/** DELETE `sessions`: ends every session of the person, this one too. */
export const sessionsDelete: Endpoint<TokenCall> = async ({ caller, ports: { store } }) => {
  await committed(store, async () => {
    const stored = await personById(store, caller.person.id);
    if (stored === undefined) throw tokenRefused("session_revoked");
    // The person is written as well, so that no sign-in of the same moment slips through.
    const changes = together([putPerson(stored, stored.value)], await endingOf(store, caller.person.id));
    return { changes, value: undefined };
  });
  return { ...DONE, headers: [["Set-Cookie", NO_HANDLE_COOKIE]] };
};
