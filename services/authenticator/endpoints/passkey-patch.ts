import { fieldsOf, LABEL } from "../body.js";
import type { Endpoint, TokenCall } from "../call.js";
import { committed } from "../commit.js";
import { ok } from "../http.js";
import { passkeyView } from "../passkey-view.js";
import { notFound } from "../refused.js";
import { putPerson } from "../rows.js";
import { standing } from "../step-up.js";

/** PATCH `passkeys/{id}`: another label. */
export const passkeyPatch: Endpoint<TokenCall> = async (call) => {
  const { label } = fieldsOf(call.body, { label: LABEL });
  const id = call.parameters["id"];
  const passkey = await committed(call.ports.store, async () => {
    const { person: stored } = await standing(call);
    const known = stored.value.passkeys.find((one) => one.id === id);
    if (known === undefined) throw notFound();
    const passkey = { ...known, label };
    const passkeys = stored.value.passkeys.map((one) => (one.id === id ? passkey : one));
    return { changes: [putPerson(stored, { ...stored.value, passkeys })], value: passkey };
  });
  return ok(passkeyView(passkey));
};
