import { authenticationBy } from "../../../core/identity/assurance.js";
import { fieldsOf, nothingIn } from "../body.js";
import type { Endpoint } from "../call.js";
import { committed, together } from "../commit.js";
import { AUTHENTICATION_CREDENTIAL } from "../credential-fields.js";
import { ok } from "../http.js";
import { notify } from "../notify.js";
import { asserted, passkeyUsed } from "../passkey-assertion.js";
import { requestOptions } from "../passkey-options.js";
import { authenticationFailed } from "../refused.js";
import { personById, putPerson } from "../rows.js";
import { newSession, sessionAnswer } from "../sessions.js";
import { signInFacts } from "../sign-in-facts.js";
import { usableDevice } from "../usable-device.js";

const PURPOSE = { purpose: "sign-in", bound: "" } as const;

/** `sign-in/passkey/options`. */
export const signInPasskeyOptions: Endpoint = async (call) => {
  nothingIn(call.body);
  return ok({ publicKey: await requestOptions(call, PURPOSE) });
};

/** `sign-in/passkey`. It is never throttled: nobody guesses a signature, and whoever is held up could be kept out. */
export const signInPasskey: Endpoint = async (call) => {
  const { credential } = fieldsOf(call.body, { credential: AUTHENTICATION_CREDENTIAL });
  const proof = await asserted(call, credential, PURPOSE);
  const { person, started, isNewDevice } = await committed(call.ports.store, async () => {
    const stored = await personById(call.ports.store, proof.person.id);
    if (stored === undefined) throw authenticationFailed("person_unknown");
    const used = passkeyUsed(stored.value, proof, call.now);
    const deviceId = usableDevice(used, call, proof.passkey.id)?.id;
    const { facts, risk, isNewDevice } = await signInFacts(call, used, deviceId);
    const person = { ...used, ...facts };
    const authentication = authenticationBy({ with: "passkey", passkey: proof.passkey });
    const started = newSession(call, person.id, authentication, { deviceId, risk });
    return {
      changes: together([putPerson(stored, person)], started.changes),
      value: { person, started, isNewDevice },
    };
  });
  if (isNewDevice) await notify(call, person.id, "new_device");
  return sessionAnswer(call, person, started);
};
