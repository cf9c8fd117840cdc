import { isVerifierOf } from "../../../core/identity/pkce.js";
import { endOf, isOver, type Session } from "../../../core/identity/session.js";
import { accessToken } from "../access-token.js";
import { COMMAND, type CodeRow } from "../authorization.js";
import type { Call, Endpoint } from "../call.js";
import { committed, together } from "../commit.js";
import type { Answer } from "../http.js";
import { refreshed } from "../refreshed.js";
import { Refused } from "../refused.js";
import { KEYS, personById, putPerson, type SubjectRow } from "../rows.js";
import { ending, newSession, type Started } from "../sessions.js";
import { usableDevice } from "../usable-device.js";

/** `/token` (RFC 6749 sections 4.1.3 and 6): a session of its own for the command. */
export const token: Endpoint = async (call) => {
  const form = call.body;
  if (Object.values(form).some((value) => typeof value !== "string")) throw oauthError("invalid_request");
  const given = form as Readonly<Record<string, string>>;
  if (given["client_id"] !== COMMAND) throw oauthError("invalid_client", 401);
  switch (given["grant_type"]) {
    case "authorization_code":
      return byCode(call, given);
    case "refresh_token":
      return byHandle(call, given);
    case undefined:
      throw oauthError("invalid_request");
    default:
      throw oauthError("unsupported_grant_type");
  }
};

async function byCode(call: Call, given: Readonly<Record<string, string>>): Promise<Answer> {
  const { code, redirect_uri, code_verifier } = given;
  if (code === undefined || redirect_uri === undefined || code_verifier === undefined) {
    throw oauthError("invalid_request");
  }
  const { store } = call.ports;
  const key = KEYS.code(code);
  const begun = await committed(store, async () => {
    const stored = await store.get<CodeRow>(key);
    if (stored === undefined) throw oauthError("invalid_grant");
    const row = stored.value;
    call.noted.person = row.person;
    if (row.sid !== undefined) return endedByReuse(call, row, row.sid);
    const isRight =
      call.now < row.until && redirect_uri === row.redirectUri && isVerifierOf(code_verifier, row.challenge);
    const parent = await store.get<Session>(KEYS.session(row.person, row.parent));
    const person = await personById(store, row.person);
    if (!isRight || parent === undefined || person === undefined || isOver(parent.value, call.now)) {
      // One try: who guesses at a verifier has no second one.
      return { changes: [{ change: "remove", key, expected: stored.version }], value: undefined };
    }
    const deviceId = usableDevice(person.value, call)?.id;
    const allowedBy = await store.get<SubjectRow>(KEYS.subject(`session:${row.parent}`));
    const { revoked: _, ...risk } = allowedBy?.value ?? {};
    const started = newSession(call, row.person, row, {
      risk,
      clientId: COMMAND,
      authTime: row.authTime,
      deviceId,
    });
    const used: CodeRow = { ...row, sid: started.session.sid };
    const until = row.until + 3_600_000;
    const changes = together(
      // The person is written as well, so that the end of all sessions does not pass this one by.
      [putPerson(person, person.value), { change: "put", key, value: used, expected: stored.version, until }],
      started.changes,
    );
    return { changes, value: { person: person.value, started } };
  });
  if (begun === undefined) throw oauthError("invalid_grant");
  return tokens(call, begun.person, begun.started);
}

/** A code that comes twice: of the two one is a thief, so the session that it began ends. */
async function endedByReuse({ ports: { store }, noted }: Call, { person }: CodeRow, sid: string) {
  noted.session = sid;
  const session = await store.get<Session>(KEYS.session(person, sid));
  return { changes: session === undefined ? [] : ending(session), value: undefined };
}

async function byHandle(call: Call, given: Readonly<Record<string, string>>): Promise<Answer> {
  const handle = given["refresh_token"];
  if (handle === undefined) throw oauthError("invalid_request");
  try {
    const { person, started } = await refreshed(call, handle, COMMAND);
    return await tokens(call, person, started);
  } catch (thrown) {
    if (!(thrown instanceof Refused) || thrown.refusal.reason !== "session_ended") throw thrown;
    throw oauthError("invalid_grant", 400, thrown.refusal.because);
  }
}

async function tokens(
  call: Call,
  person: Parameters<typeof accessToken>[1],
  { session, handle }: Pick<Started, "session" | "handle">,
): Promise<Answer> {
  call.noted.session = session.sid;
  const { token: access_token, expiresIn } = await accessToken(call, person, session);
  const body = {
    access_token,
    token_type: session.keyThumbprint === undefined ? "Bearer" : "DPoP",
    expires_in: expiresIn,
    refresh_token: handle,
    refresh_token_expires_in: endOf(session) - Math.floor(call.now / 1000),
  };
  // RFC 6749 section 5.1 asks for both headers.
  return { status: 200, body, headers: [["Pragma", "no-cache"]] };
}

/** An error of RFC 6749 section 5.2, beside the members of every problem. */
function oauthError(error: string, status: 400 | 401 = 400, because?: string): Refused {
  return new Refused({
    status,
    reason: error,
    details: { error },
    headers: [["Pragma", "no-cache"]],
    ...(because === undefined ? {} : { because }),
  });
}
