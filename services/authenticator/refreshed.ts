import type { Person } from "../../core/identity/person.js";
import { type ClientId, isOver, type Session } from "../../core/identity/session.js";
import type { Call } from "./call.js";
import { committed } from "./commit.js";
import type { Stored } from "./ports.js";
import { proofRefused } from "./proof.js";
import { type Refused, sessionEnded } from "./refused.js";
import { digest, KEYS, personById } from "./rows.js";
import { ending, goneOn, type HandleRow, type Started } from "./sessions.js";

/** What a handle leads to. */
export interface HandledSession {
  readonly person: Stored<Person>;
  readonly session: Stored<Session>;
}

/**
 * The session of a handle that counts.
 *
 * A handle that counted before ends the session at once, without grace: of two who have it one has stolen it
 * (RFC 9700 section 4.14.2). One that is past its time, or of a device that was revoked, ends it, too.
 *
 * @throws Refused 401 `session_ended`
 */
export async function handledSession(
  call: Pick<Call, "ports" | "now" | "noted">,
  handle: string,
  clientId?: ClientId,
): Promise<HandledSession> {
  const { store } = call.ports;
  const row = await store.get<HandleRow>(KEYS.handle(handle));
  if (row === undefined) throw sessionEnded();
  call.noted.person = row.value.person;
  call.noted.session = row.value.sid;
  const session = await store.get<Session>(KEYS.session(row.value.person, row.value.sid));
  const person = await personById(store, row.value.person);
  if (session === undefined || person === undefined) throw sessionEnded();
  const { value } = session;
  if (value.deviceId !== undefined) call.noted.device = value.deviceId;
  if (clientId !== undefined && value.clientId !== clientId) throw sessionEnded();
  if (value.handle !== digest(handle)) throw await ended(call, session, "handle_reused");
  if (isOver(value, call.now)) throw await ended(call, session);
  if (person.value.disabled) throw await ended(call, session, "person_disabled");
  const isRevoked = person.value.devices.some(({ id, revoked }) => revoked && id === value.deviceId);
  if (isRevoked) throw await ended(call, session, "device_revoked");
  return { person, session };
}

async function ended(
  { ports }: Pick<Call, "ports">,
  { value: { person, sid } }: Stored<Session>,
  because?: string,
): Promise<Refused> {
  await committed(ports.store, async () => {
    const stored = await ports.store.get<Session>(KEYS.session(person, sid));
    return { changes: stored === undefined ? [] : ending(stored), value: undefined };
  });
  return sessionEnded(because);
}

/** The session of a handle, with a new one. */
export async function refreshed(
  call: Pick<Call, "ports" | "now" | "noted" | "keyThumbprint" | "request">,
  handle: string,
  clientId: ClientId,
): Promise<{ readonly person: Person; readonly started: Started }> {
  return committed(call.ports.store, async () => {
    // Where another request took the handle in between, this one comes with an old one.
    const { person, session } = await handledSession(call, handle, clientId);
    const bound = session.value.keyThumbprint;
    // Who holds the handle without the key holds nothing: the session goes on for who has both.
    if (bound !== undefined && bound !== call.keyThumbprint) {
      throw proofRefused("invalid_dpop_proof", 400, call.request.path);
    }
    const started = goneOn(call, session);
    return { changes: started.changes, value: { person: person.value, started } };
  });
}
