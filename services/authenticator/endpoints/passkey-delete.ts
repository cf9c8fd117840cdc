import { canSignIn, type Person } from "../../../core/identity/person.js";
import type { Endpoint, TokenCall } from "../call.js";
import { committed, together } from "../commit.js";
import { ok } from "../http.js";
import { notify } from "../notify.js";
import { acceptedSignal } from "../passkey-view.js";
import { notFound, Refused } from "../refused.js";
import { KEYS, putPerson } from "../rows.js";
import { endingOf } from "../sessions.js";
import { standing } from "../step-up.js";

/** DELETE `passkeys/{id}`, and with it the other sessions: one of them may be the thief's. */
export const passkeyDelete: Endpoint<TokenCall> = async (call) => {
  const id = call.parameters["id"] ?? "";
  const { store } = call.ports;
  const person = await committed(store, async () => {
    const { person: stored, session } = await standing(call);
    const passkeys = stored.value.passkeys.filter((one) => one.id !== id);
    if (passkeys.length === stored.value.passkeys.length) throw notFound();
    const person: Person = { ...stored.value, passkeys };
    if (!canSignIn(person)) throw new Refused({ status: 409, reason: "last_factor" });
    const index = await store.get(KEYS.credential(id));
    const changes = together(
      [putPerson(stored, person)],
      index === undefined ? [] : [{ change: "remove", key: KEYS.credential(id), expected: index.version }],
      await endingOf(store, person.id, ({ sid }) => sid !== session.value.sid),
    );
    return { changes, value: person };
  });
  await notify(call, person.id, "factor_removed");
  return ok({ signal: acceptedSignal(person, call.settings) });
};
