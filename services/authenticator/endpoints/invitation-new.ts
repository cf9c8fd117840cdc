import { base64url } from "../../../core/identity/base64url.js";
import { isUsableName, normalName } from "../../../core/identity/name.js";
import type { ExternalIdentity, Person } from "../../../core/identity/person.js";
import { formatInstant } from "../../../core/time/instant.js";
import { isIdentifier } from "../../policy-engine/token/identifier.js";
import { type Field, FLAG, fieldsOf, LABEL, listOf, optional, TEXT } from "../body.js";
import type { Call, Endpoint } from "../call.js";
import { committed, together } from "../commit.js";
import type { Answer } from "../http.js";
import { newInvitation } from "../invitations.js";
import { newId } from "../password-check.js";
import { invalidRequest, notFound, Refused } from "../refused.js";
import { KEYS, type Owned, personById, putPerson } from "../rows.js";
import { enabledAgain } from "../throttling.js";

/** A name of a group, as policies write it. */
export const GROUP: Field<string> = (value) => {
  if (!isIdentifier(value)) throw invalidRequest();
  return value;
};

const EXTERNAL: Field<ExternalIdentity> = (value) => {
  const { iss, sub } = fieldsOf(value, { iss: TEXT, sub: TEXT });
  if (iss === "" || sub === "") throw invalidRequest();
  return { iss, sub };
};

/** Operator: POST `invitations`, of a new person, or anew of one that there is. */
export const invitationNew: Endpoint = (call) => {
  if (Object.hasOwn(call.body, "person")) {
    return reinvited(call, fieldsOf(call.body, { person: TEXT }).person);
  }
  return invited(call);
};

async function invited(call: Call): Promise<Answer> {
  const given = fieldsOf(call.body, {
    name: TEXT,
    display_name: optional(LABEL),
    groups: optional(listOf(GROUP, 100)),
    external: optional(listOf(EXTERNAL, 20)),
    hardware: optional(FLAG),
  });
  const { ports, now } = call;
  const name = normalName(given.name);
  if (!isUsableName(name)) throw invalidRequest();
  const id = newId("u", ports);
  const invitation = newInvitation(call, id, given.hardware ?? false);
  const person: Person = {
    id,
    name,
    displayName: given.display_name ?? given.name.trim(),
    groups: given.groups ?? [],
    external: given.external ?? [],
    disabled: false,
    invitation: invitation.hash,
    userHandle: base64url(ports.random(32)),
    passkeys: [],
    devices: [],
    createdAt: now,
  };
  const owned: Owned = { person: id };
  const indexes = [KEYS.name(name), ...new Set(person.external.map(KEYS.external))];
  await committed(ports.store, async () => {
    for (const key of indexes) {
      if ((await ports.store.get(key)) !== undefined)
        throw new Refused({ status: 409, reason: "name_taken" });
    }
    const changes = together(
      indexes.map((key) => ({ change: "put", key, value: owned, expected: 0 }) as const),
      [
        putPerson({ version: 0 }, person),
        { change: "merge", key: KEYS.subject(`user:${id}`), fields: { revoked: false } },
      ],
      invitation.changes,
    );
    return { changes, value: undefined };
  });
  call.noted.person = id;
  return answer(id, invitation);
}

/** Another invitation: the one before counts no longer, and what too many failures disabled is usable again. */
async function reinvited(call: Call, id: string): Promise<Answer> {
  const { store } = call.ports;
  const invitation = newInvitation(call, id, false);
  await committed(store, async () => {
    const stored = await personById(store, id);
    if (stored === undefined) throw notFound();
    const person: Person = { ...stored.value, invitation: invitation.hash };
    const changes = together(
      [putPerson(stored, person)],
      invitation.changes,
      await enabledAgain(store, person.name),
    );
    return { changes, value: undefined };
  });
  call.noted.person = id;
  return answer(id, invitation);
}

function answer(person: string, { text, until }: ReturnType<typeof newInvitation>): Answer {
  return { status: 201, body: { person, invitation: text, expires_at: formatInstant(until) } };
}
