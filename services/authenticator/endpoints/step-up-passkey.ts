import { authenticationBy } from "../../../core/identity/assurance.js";
import { fieldsOf, nothingIn } from "../body.js";
import type { Endpoint, TokenCall } from "../call.js";
import { committed, together } from "../commit.js";
import { AUTHENTICATION_CREDENTIAL } from "../credential-fields.js";
import { ok } from "../http.js";
import { asserted, passkeyUsed } from "../passkey-assertion.js";
import { requestOptions } from "../passkey-options.js";
import { putPerson } from "../rows.js";
import { sessionAnswer } from "../sessions.js";
import { standing, steppedUp } from "../step-up.js";
import { usableDevice } from "../usable-device.js";

/** `step-up/passkey/options`. */
export const stepUpPasskeyOptions: Endpoint<TokenCall> = async (call) => {
  nothingIn(call.body);
  const { sid } = call.caller.session;
  return ok({ publicKey: await requestOptions(call, { purpose: "step-up", bound: sid }) });
};

/** `step-up/passkey`: a passkey of the person, for the session of the token. */
export const stepUpPasskey: Endpoint<TokenCall> = async (call) => {
  const { credential } = fieldsOf(call.body, { credential: AUTHENTICATION_CREDENTIAL });
  const { person: owner, session: ofToken } = call.caller;
  const proof = await asserted(call, credential, { purpose: "step-up", bound: ofToken.sid }, owner.id);
  const { person, started } = await committed(call.ports.store, async () => {
    const { person: stored, session } = await standing(call);
    const person = passkeyUsed(stored.value, proof, call.now);
    usableDevice(person, call, proof.passkey.id);
    const started = steppedUp(call, session, authenticationBy({ with: "passkey", passkey: proof.passkey }));
    return { changes: together([putPerson(stored, person)], started.changes), value: { person, started } };
  });
  return sessionAnswer(call, person, started);
};
