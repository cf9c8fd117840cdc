import { base64url } from "../../core/identity/base64url.js";
import type { Person } from "../../core/identity/person.js";
import type { Call } from "./call.js";
import type { Change, Stored } from "./ports.js";
import { Refused } from "./refused.js";
import { digest, KEYS, personById } from "./rows.js";

/** An invitation of an operator, by the hash of its text. */
export interface InvitationRow {
  readonly person: string;
  readonly until: number;
  /** For a key that the operator handed out. */
  readonly hardware: boolean;
}

/** An invitation that counts, with its person. */
export interface OpenInvitation {
  readonly hash: string;
  readonly row: Stored<InvitationRow>;
  readonly person: Stored<Person>;
}

const LIFETIME = 72 * 3600 * 1000;

/** A new invitation; an older one of the same person counts no longer. */
export function newInvitation(
  { ports, now }: Pick<Call, "ports" | "now">,
  person: string,
  hardware: boolean,
): {
  readonly text: string;
  readonly hash: string;
  readonly until: number;
  readonly changes: readonly Change[];
} {
  const text = base64url(ports.random(32));
  const hash = digest(text);
  const until = now + LIFETIME;
  const value: InvitationRow = { person, until, hardware };
  return {
    text,
    hash,
    until,
    changes: [{ change: "put", key: KEYS.invitation(hash), value, expected: 0, until }],
  };
}

/** The invitation of a text. @throws Refused 401 `invitation_refused` for one that is used, old or none */
export async function openInvitation(
  { ports, now, noted }: Pick<Call, "ports" | "now" | "noted">,
  text: string,
): Promise<OpenInvitation> {
  const hash = digest(text);
  const row = await ports.store.get<InvitationRow>(KEYS.invitation(hash));
  const person = row === undefined ? undefined : await personById(ports.store, row.value.person);
  if (row === undefined || person === undefined || now >= row.value.until) throw refused();
  noted.person = person.value.id;
  if (person.value.invitation !== hash) throw refused();
  if (person.value.disabled) throw refused("person_disabled");
  return { hash, row, person };
}

/** What uses an invitation up. The person's own mark of it goes with the person. */
export function used({ hash, row }: OpenInvitation): Change {
  return { change: "remove", key: KEYS.invitation(hash), expected: row.version };
}

/** The person without the invitation that was just used. */
export function withoutInvitation({ invitation: _, pendingSeed: __, ...person }: Person): Person {
  return person;
}

function refused(because?: string): Refused {
  return new Refused({
    status: 401,
    reason: "invitation_refused",
    ...(because === undefined ? {} : { because }),
  });
}
