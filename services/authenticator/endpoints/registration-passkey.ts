import { authenticationBy } from "../../../core/identity/assurance.js";
import type { Person } from "../../../core/identity/person.js";
import { fieldsOf, LABEL, optional, TEXT } from "../body.js";
import type { Endpoint } from "../call.js";
import { committed, together } from "../commit.js";
import { REGISTRATION_CREDENTIAL } from "../credential-fields.js";
import { ok } from "../http.js";
import { openInvitation, used, withoutInvitation } from "../invitations.js";
import { notify } from "../notify.js";
import { creationOptions } from "../passkey-options.js";
import { registeredPasskey } from "../passkey-registration.js";
import { newRecoveryCodes } from "../recovery-codes.js";
import { putPerson } from "../rows.js";
import { endingOf, newSession, sessionAnswer } from "../sessions.js";
import { signInFacts } from "../sign-in-facts.js";
import { usableDevice } from "../usable-device.js";
import { credentialIndex } from "./passkey-new.js";

/** `registration/passkey/options`. */
export const registrationPasskeyOptions: Endpoint = async (call) => {
  const { invitation } = fieldsOf(call.body, { invitation: TEXT });
  const { person, hash } = await openInvitation(call, invitation);
  return ok({
    publicKey: await creationOptions(call, person.value, { purpose: "registration", bound: hash }),
  });
};

/** `registration/passkey`. */
export const registrationPasskey: Endpoint = async (call) => {
  const given = fieldsOf(call.body, {
    invitation: TEXT,
    credential: REGISTRATION_CREDENTIAL,
    label: optional(LABEL),
  });
  const { hash, row } = await openInvitation(call, given.invitation);
  const passkey = await registeredPasskey(
    call,
    given.credential,
    { purpose: "registration", bound: hash },
    { label: given.label, handedOut: row.value.hardware },
  );
  const codes = await newRecoveryCodes(call.ports);
  const { store } = call.ports;
  const { person, started } = await committed(store, async () => {
    const invitation = await openInvitation(call, given.invitation);
    const { person: stored } = invitation;
    const { facts, risk } = await signInFacts(call, stored.value);
    const person: Person = {
      ...withoutInvitation(stored.value),
      ...facts,
      recovery: codes.stored,
      passkeys: [...stored.value.passkeys, passkey],
    };
    const deviceId = usableDevice(person, call)?.id;
    const authentication = authenticationBy({ with: "passkey", passkey });
    const started = newSession(call, person.id, authentication, { deviceId, risk });
    const changes = together(
      [putPerson(stored, person), used(invitation), await credentialIndex(store, passkey, person.id)],
      await endingOf(store, person.id),
      started.changes,
    );
    return { changes, value: { person, started } };
  });
  await notify(call, person.id, "new_factor");
  return sessionAnswer(call, person, started, { status: 201, more: { recovery_codes: codes.texts } });
};
