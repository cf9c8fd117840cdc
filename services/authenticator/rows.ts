import { createHash } from "node:crypto";
import type { ExternalIdentity, Person } from "../../core/identity/person.js";
import type { Session } from "../../core/identity/session.js";
import type { Change, IdentityStore, Stored } from "./ports.js";

/** SHA-256 as base64url: keys are made of it where what they stand for is a secret, or of any length. */
export function digest(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("base64url");
}

/** Keys of the rows. Those of the registry are what the policy engine reads, too. */
export const KEYS = {
  person: (id: string) => `person/${short(id)}`,
  name: (name: string) => `name/${digest(name)}`,
  external: ({ iss, sub }: ExternalIdentity) => `external/${digest(JSON.stringify([iss, sub]))}`,
  invitation: (hash: string) => `invitation/${hash}`,
  challenge: (challenge: string) => `challenge/${digest(challenge)}`,
  credential: (id: string) => `credential/${digest(id)}`,
  session: (person: string, sid: string) => `session/${short(person)}/${short(sid)}`,
  sessionsOf: (person: string) => `session/${short(person)}/`,
  handle: (handle: string) => `handle/${digest(handle)}`,
  code: (code: string) => `code/${digest(code)}`,
  deviceOwner: (id: string) => `device-owner/${short(id)}`,
  keyOfDevice: (thumbprint: string) => `device-key/${short(thumbprint)}`,
  ring: "keys/ring",
  failures: (kind: "named" | "network" | "name", of: string) => `failures-${kind}/${digest(of)}`,
  /** Registry: of a subject, "user:u-17" or "session:<sid>". */
  subject: (subject: string) => `subject/${short(subject)}`,
  /** Registry: of a device. */
  device: (id: string) => `device/${short(id)}`,
} as const;

/** An id that a stranger wrote may be too long for a key, or no part of one: then it is nobody's. */
function short(id: string): string {
  return /^[\x21-\x2e\x30-\x7e]{1,256}$/u.test(id) ? id : `-${digest(id)}`;
}

/** An index row: whose something is. */
export interface Owned {
  readonly person: string;
}

/** A registry row of a session or a subject. */
export interface SubjectRow {
  readonly revoked?: boolean;
  readonly risk?: number;
  /** RFC 3339, UTC. */
  readonly risk_at?: string;
  readonly risk_reasons?: readonly string[];
}

/** A registry row of a device. */
export interface DeviceRow {
  readonly owner: string;
  readonly registered: boolean;
  readonly revoked: boolean;
  readonly posture?: number;
  readonly posture_measured_at?: string;
}

/** The person with an id. */
export function personById(store: IdentityStore, id: string): Promise<Stored<Person> | undefined> {
  return store.get<Person>(KEYS.person(id));
}

/** The person with a name in its normal form. Two reads, whether there is one or not. */
export async function personByName(store: IdentityStore, name: string): Promise<Stored<Person> | undefined> {
  const owned = await store.get<Owned>(KEYS.name(name));
  return personById(store, owned?.value.person ?? "nobody");
}

/** Replaces a person. */
export function putPerson({ version }: Pick<Stored<Person>, "version">, person: Person): Change {
  return { change: "put", key: KEYS.person(person.id), value: person, expected: version };
}

/** Replaces a session. */
export function putSession(
  { version }: Pick<Stored<Session>, "version">,
  session: Session,
  until: number,
): Change {
  return {
    change: "put",
    key: KEYS.session(session.person, session.sid),
    value: session,
    expected: version,
    until,
  };
}
