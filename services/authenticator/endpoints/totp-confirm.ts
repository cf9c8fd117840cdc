import type { Person } from "../../../core/identity/person.js";
import { fieldsOf, TEXT } from "../body.js";
import type { Endpoint, TokenCall } from "../call.js";
import { committed } from "../commit.js";
import { DONE } from "../http.js";
import { notify } from "../notify.js";
import { confirmedStep } from "../password-check.js";
import { credentialRefused } from "../refused.js";
import { putPerson } from "../rows.js";
import { standing } from "../step-up.js";

/** PUT `totp`: a code of the new seed, which counts from then on. */
export const totpConfirm: Endpoint<TokenCall> = async (call) => {
  const { totp } = fieldsOf(call.body, { totp: TEXT });
  await committed(call.ports.store, async () => {
    const { person: stored } = await standing(call);
    const step = await confirmedStep(call, stored.value, totp);
    const { pendingSeed, ...others } = stored.value;
    if (step === undefined || pendingSeed === undefined) throw credentialRefused("totp_wrong");
    const person: Person = { ...others, totp: { sealed: pendingSeed, lastStep: step } };
    return { changes: [putPerson(stored, person)], value: undefined };
  });
  await notify(call, call.caller.person.id, "new_factor");
  return DONE;
};
