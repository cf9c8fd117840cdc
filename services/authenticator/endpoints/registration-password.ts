import { authenticationBy } from "../../../core/identity/assurance.js";
import type { Person } from "../../../core/identity/person.js";
import { fieldsOf, optional, TEXT } from "../body.js";
import type { Endpoint } from "../call.js";
import { committed, together } from "../commit.js";
import { openInvitation, used, withoutInvitation } from "../invitations.js";
import { notify } from "../notify.js";
import { confirmedStep, newPassword } from "../password-check.js";
import { newRecoveryCodes } from "../recovery-codes.js";
import { credentialRefused } from "../refused.js";
import { putPerson } from "../rows.js";
import { endingOf, newSession, sessionAnswer } from "../sessions.js";
import { signInFacts } from "../sign-in-facts.js";
import { enabledAgain } from "../throttling.js";
import { usableDevice } from "../usable-device.js";

/** `registration/password`: a password, alone or with the code that confirms the seed of `registration/totp`. */
export const registrationPassword: Endpoint = async (call) => {
  const given = fieldsOf(call.body, { invitation: TEXT, password: TEXT, totp: optional(TEXT) });
  const { person: invited } = await openInvitation(call, given.invitation);
  const { pendingSeed } = invited.value;
  const step = given.totp === undefined ? undefined : await confirmedStep(call, invited.value, given.totp);
  if (given.totp !== undefined && step === undefined) throw credentialRefused("totp_wrong");
  const withTotp = step !== undefined;
  const password = await newPassword(
    call,
    invited.value,
    given.password,
    withTotp || invited.value.totp !== undefined,
  );
  const codes = await newRecoveryCodes(call.ports);
  const { store } = call.ports;
  const { person, started } = await committed(store, async () => {
    const invitation = await openInvitation(call, given.invitation);
    const { person: stored } = invitation;
    // Another seed was handed out in between: the code was not one of it.
    if (withTotp && stored.value.pendingSeed !== pendingSeed) throw credentialRefused("totp_wrong");
    const { facts, risk } = await signInFacts(call, stored.value);
    const person: Person = {
      ...withoutInvitation(stored.value),
      ...facts,
      password,
      recovery: codes.stored,
      ...(withTotp && pendingSeed !== undefined ? { totp: { sealed: pendingSeed, lastStep: step } } : {}),
    };
    const authentication = authenticationBy({ with: withTotp ? "password-and-totp" : "password" });
    const deviceId = usableDevice(person, call)?.id;
    const started = newSession(call, person.id, authentication, { deviceId, risk });
    const changes = together(
      [putPerson(stored, person), used(invitation)],
      await endingOf(store, person.id),
      await enabledAgain(store, person.name),
      started.changes,
    );
    return { changes, value: { person, started } };
  });
  await notify(call, person.id, "new_factor");
  return sessionAnswer(call, person, started, { status: 201, more: { recovery_codes: codes.texts } });
};
