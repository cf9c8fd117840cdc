import { base32 } from "../../../core/identity/base32.js";
import { otpauthUri } from "../../../core/identity/totp.js";
import { fieldsOf, TEXT } from "../body.js";
import type { Endpoint } from "../call.js";
import { committed } from "../commit.js";
import { ok } from "../http.js";
import { openInvitation } from "../invitations.js";
import { newSeed } from "../password-check.js";
import { putPerson } from "../rows.js";

/** `registration/totp`: a seed for an authenticator app, which counts once a code of it was given. */
export const registrationTotp: Endpoint = async (call) => {
  const { invitation } = fieldsOf(call.body, { invitation: TEXT });
  const { person } = await openInvitation(call, invitation);
  const { seed, sealed } = await newSeed(call, person.value.id);
  await committed(call.ports.store, async () => {
    const { person: stored } = await openInvitation(call, invitation);
    return { changes: [putPerson(stored, { ...stored.value, pendingSeed: sealed })], value: undefined };
  });
  const otpauth = otpauthUri(seed, call.settings.relyingParty.name, person.value.name);
  return ok({ secret: base32(seed), otpauth, qr: await call.ports.qrCode(otpauth) });
};
