import { nothingIn } from "../body.js";
import type { Endpoint, TokenCall } from "../call.js";
import { committed } from "../commit.js";
import { newRecoveryCodes } from "../recovery-codes.js";
import { putPerson } from "../rows.js";
import { standing } from "../step-up.js";

/** POST `recovery-codes`: new ones; the old ones count no longer. */
export const recoveryCodesNew: Endpoint<TokenCall> = async (call) => {
  nothingIn(call.body);
  const codes = await newRecoveryCodes(call.ports);
  await committed(call.ports.store, async () => {
    const { person: stored } = await standing(call);
    return { changes: [putPerson(stored, { ...stored.value, recovery: codes.stored })], value: undefined };
  });
  return { status: 201, body: { recovery_codes: codes.texts } };
};
