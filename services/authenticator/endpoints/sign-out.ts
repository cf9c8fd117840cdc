import { handleOf, NO_HANDLE_COOKIE } from "../../../core/identity/cookie.js";
import type { Session } from "../../../core/identity/session.js";
import { nothingIn } from "../body.js";
import type { Call, Endpoint } from "../call.js";
import { callerOf } from "../caller.js";
import { committed } from "../commit.js";
import { DONE } from "../http.js";
import { issuerKeys } from "../key-ring.js";
import { presentedToken } from "../proof.js";
import { handledSession } from "../refreshed.js";
import { KEYS } from "../rows.js";
import { ending } from "../sessions.js";

/** `sign-out`: ends the session of the token, or of the cookie where there is no token. */
export const signOut: Endpoint = async (call) => {
  nothingIn(call.body);
  const { person, sid } = await sessionOf(call);
  const { store } = call.ports;
  await committed(store, async () => {
    const stored = await store.get<Session>(KEYS.session(person, sid));
    return { changes: stored === undefined ? [] : ending(stored), value: undefined };
  });
  return { ...DONE, headers: [["Set-Cookie", NO_HANDLE_COOKIE]] };
};

async function sessionOf(call: Call): Promise<Session> {
  const handle = handleOf(call.request.header("cookie"));
  if (call.request.header("authorization").length > 0 || handle === undefined) {
    const { token } = await presentedToken(call);
    return (await callerOf(call, issuerKeys(call.ports), token)).session;
  }
  return (await handledSession(call, handle)).session.value;
}
