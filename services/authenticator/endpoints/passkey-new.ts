import type { Passkey, Person } from "../../../core/identity/person.js";
import { fieldsOf, LABEL, nothingIn, optional } from "../body.js";
import type { Endpoint, TokenCall } from "../call.js";
import { committed } from "../commit.js";
import { REGISTRATION_CREDENTIAL } from "../credential-fields.js";
import { ok } from "../http.js";
import { notify } from "../notify.js";
import { creationOptions } from "../passkey-options.js";
import { registeredPasskey } from "../passkey-registration.js";
import { passkeyView } from "../passkey-view.js";
import type { Change, IdentityStore } from "../ports.js";
import { credentialRefused, Refused } from "../refused.js";
import { KEYS, type Owned, putPerson } from "../rows.js";
import { standing } from "../step-up.js";

/** More than anybody has, and few enough for one row. */
const MOST_PASSKEYS = 50;

/** POST `passkeys/options`. */
export const passkeyNewOptions: Endpoint<TokenCall> = async (call) => {
  nothingIn(call.body);
  const { person, session } = call.caller;
  return ok({
    publicKey: await creationOptions(call, person, { purpose: "new-passkey", bound: session.sid }),
  });
};

/** POST `passkeys`: one more. */
export const passkeyNew: Endpoint<TokenCall> = async (call) => {
  const given = fieldsOf(call.body, { credential: REGISTRATION_CREDENTIAL, label: optional(LABEL) });
  const { session } = call.caller;
  const passkey = await registeredPasskey(
    call,
    given.credential,
    { purpose: "new-passkey", bound: session.sid },
    { label: given.label, handedOut: false },
  );
  const { store } = call.ports;
  await committed(store, async () => {
    const { person: stored } = await standing(call);
    if (stored.value.passkeys.length >= MOST_PASSKEYS) {
      throw new Refused({ status: 409, reason: "too_many_passkeys" });
    }
    const person: Person = { ...stored.value, passkeys: [...stored.value.passkeys, passkey] };
    const index = await credentialIndex(store, passkey, person.id);
    return { changes: [putPerson(stored, person), index], value: undefined };
  });
  await notify(call, call.caller.person.id, "new_factor");
  return { status: 201, body: passkeyView(passkey) };
};

/** What finds the person of a passkey. @throws Refused where somebody has it already (WebAuthn L3 section 7.1 step 26) */
export async function credentialIndex(
  store: IdentityStore,
  { id }: Passkey,
  person: string,
): Promise<Change> {
  const key = KEYS.credential(id);
  if ((await store.get(key)) !== undefined) throw credentialRefused();
  return { change: "put", key, value: { person } satisfies Owned, expected: 0 };
}
