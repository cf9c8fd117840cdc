import { NO_HANDLE_COOKIE } from "../../../core/identity/cookie.js";
import type { Session } from "../../../core/identity/session.js";
import type { Endpoint, TokenCall } from "../call.js";
import { committed } from "../commit.js";
import { DONE } from "../http.js";
import { notFound } from "../refused.js";
import { KEYS } from "../rows.js";
import { ending } from "../sessions.js";

/** DELETE `sessions/{sid}`: ends one session of the person's. */
export const sessionDelete: Endpoint<TokenCall> = async ({ caller, ports, parameters }) => {
  const sid = parameters["sid"] ?? "";
  await committed(ports.store, async () => {
    const stored = await ports.store.get<Session>(KEYS.session(caller.person.id, sid));
    if (stored === undefined) throw notFound();
    return { changes: ending(stored), value: undefined };
  });
  return sid === caller.session.sid ? { ...DONE, headers: [["Set-Cookie", NO_HANDLE_COOKIE]] } : DONE;
};
