import { base32 } from "../../../core/identity/base32.js";
import { otpauthUri } from "../../../core/identity/totp.js";
import { nothingIn } from "../body.js";
import type { Endpoint, TokenCall } from "../call.js";
import { committed } from "../commit.js";
import { ok } from "../http.js";
import { newSeed } from "../password-check.js";
import { putPerson } from "../rows.js";
import { standing } from "../step-up.js";

/** POST `totp`: a seed for an authenticator app; the one that counts stays until a code of the new one is given. */
export const totpBegin: Endpoint<TokenCall> = async (call) => {
  nothingIn(call.body);
  const { person } = call.caller;
  const { seed, sealed } = await newSeed(call, person.id);
  await committed(call.ports.store, async () => {
    const { person: stored } = await standing(call);
    return { changes: [putPerson(stored, { ...stored.value, pendingSeed: sealed })], value: undefined };
  });
  const otpauth = otpauthUri(seed, call.settings.relyingParty.name, person.name);
  return ok({ secret: base32(seed), otpauth, qr: await call.ports.qrCode(otpauth) });
};
