import type { Authentication } from "../../core/identity/assurance.js";
import { base64url } from "../../core/identity/base64url.js";
import { handleCookie } from "../../core/identity/cookie.js";
import type { Person } from "../../core/identity/person.js";
import { type ClientId, endOf, isOver, type Session } from "../../core/identity/session.js";
import { formatInstant } from "../../core/time/instant.js";
import { accessToken } from "./access-token.js";
import type { Call } from "./call.js";
import { together } from "./commit.js";
import type { Answer } from "./http.js";
import type { Change, IdentityStore, Stored } from "./ports.js";
import { digest, KEYS, putSession, type SubjectRow } from "./rows.js";

/** What a handle stands for. */
export interface HandleRow {
  readonly person: string;
  readonly sid: string;
}

/** A session with the handle that its holder gets, and the changes that make it so. */
export interface Started {
  readonly session: Session;
  readonly handle: string;
  readonly changes: readonly Change[];
}

/** What a new session is besides its authentication. */
export interface SessionOptions {
  readonly clientId?: ClientId;
  readonly deviceId?: string | undefined;
  readonly mayAddFactorsUntil?: number;
  /** Whole seconds since 1970. @default - now */
  readonly authTime?: number;
  /** Goes into the row that the policy engine reads. */
  readonly risk?: Omit<SubjectRow, "revoked">;
}

/** A new session. */
export function newSession(
  call: Pick<Call, "now" | "ports" | "keyThumbprint">,
  person: string,
  { acr, amr }: Authentication,
  options: SessionOptions = {},
): Started {
  const { now, ports, keyThumbprint } = call;
  const sid = base64url(ports.random(16));
  const handle = base64url(ports.random(32));
  const { deviceId, mayAddFactorsUntil, risk } = options;
  const session: Session = {
    sid,
    person,
    clientId: options.clientId ?? "cordon-sign-in",
    acr,
    amr,
    authTime: options.authTime ?? Math.floor(now / 1000),
    createdAt: now,
    lastUsedAt: now,
    handle: digest(handle),
    ...(keyThumbprint === undefined ? {} : { keyThumbprint }),
    ...(deviceId === undefined ? {} : { deviceId }),
    ...(mayAddFactorsUntil === undefined ? {} : { mayAddFactorsUntil }),
  };
  return {
    session,
    handle,
    changes: [
      putSession({ version: 0 }, session, endOf(session) * 1000),
      putHandle(session, handle),
      {
        change: "merge",
        key: KEYS.subject(`session:${sid}`),
        fields: { revoked: false, ...risk },
        until: rowEnd(session),
      },
    ],
  };
}

/** The same session with a new handle, and what else of it changed; the old handle then ends it. */
export function goneOn(
  { now, ports }: Pick<Call, "now" | "ports">,
  stored: Stored<Session>,
  changed: Partial<Session> = {},
): Started {
  const handle = base64url(ports.random(32));
  const session = { ...stored.value, ...changed, lastUsedAt: now, handle: digest(handle) };
  return {
    session,
    handle,
    changes: [
      putSession(stored, session, endOf(session) * 1000),
      putHandle(session, handle),
      ...(session.authTime === stored.value.authTime ? [] : [laterEnd(session)]),
    ],
  };
}

/** Tokens outlive their session by nothing; what watches may still write of it. */
function rowEnd(session: Session): number {
  return endOf(session) * 1000 + DAY;
}

/** A session that lasts longer keeps its registry row for longer. */
function laterEnd(session: Session): Change {
  const key = KEYS.subject(`session:${session.sid}`);
  return { change: "merge", key, fields: {}, until: rowEnd(session) };
}

const DAY = 86_400_000;

function putHandle({ person, sid, ...session }: Session, handle: string): Change {
  return {
    change: "put",
    key: KEYS.handle(handle),
    value: { person, sid } satisfies HandleRow,
    expected: 0,
    until: endOf(session) * 1000,
  };
}

/** What ends a session: its next request, and every request with a token of it, is refused. */
export function ending({ value: { person, sid }, version }: Stored<Session>): readonly Change[] {
  return [
    { change: "remove", key: KEYS.session(person, sid), expected: version },
    { change: "merge", key: KEYS.subject(`session:${sid}`), fields: { revoked: true } },
  ];
}

/** A transaction takes 100 rows (TransactWriteItems); an ending is two, and there are the changes that ask for it. */
const MOST_ENDED_AT_ONCE = 40;

/**
 * What ends the sessions of a person, but perhaps one, and those alone that the condition names.
 *
 * What is too much for one commit ends at once, some at a time: whoever asks has decided already that they end.
 */
export async function endingOf(
  store: IdentityStore,
  person: string,
  which: (session: Session) => boolean = () => true,
): Promise<readonly Change[]> {
  const left = async () =>
    (await store.list<Session>(KEYS.sessionsOf(person))).filter(({ value }) => which(value));
  let ends = await left();
  while (ends.length > MOST_ENDED_AT_ONCE) {
    await store.commit(together(...ends.slice(0, MOST_ENDED_AT_ONCE).map(ending)));
    ends = await left();
  }
  return together(...ends.map(ending));
}

/** The sessions of a person that go on. */
export async function openSessions(
  store: IdentityStore,
  person: string,
  now: number,
): Promise<readonly Session[]> {
  const stored = await store.list<Session>(KEYS.sessionsOf(person));
  return stored.map(({ value }) => value).filter((session) => !isOver(session, now));
}

/** The answer of every call that authenticates: token, session, person, and the cookie with the handle. */
export async function sessionAnswer(
  call: Call,
  person: Person,
  { session, handle }: Pick<Started, "session" | "handle">,
  { status = 200, more = {} }: { readonly status?: 200 | 201; readonly more?: object } = {},
): Promise<Answer> {
  call.noted.person = person.id;
  call.noted.session = session.sid;
  if (session.deviceId !== undefined) call.noted.device = session.deviceId;
  const { token, expiresIn } = await accessToken(call, person, session);
  const end = endOf(session);
  const body = {
    access_token: token,
    token_type: session.keyThumbprint === undefined ? "Bearer" : "DPoP",
    expires_in: expiresIn,
    session: sessionView(session),
    person: { id: person.id, name: person.name },
    ...more,
  };
  return {
    status,
    body,
    headers: [["Set-Cookie", handleCookie(handle, end - Math.floor(call.now / 1000))]],
  };
}

/** What a person sees of the session. */
export function sessionView(session: Session): object {
  const { sid, acr, amr, authTime } = session;
  return { sid, acr, amr, auth_time: authTime, expires_at: formatInstant(endOf(session) * 1000) };
}
