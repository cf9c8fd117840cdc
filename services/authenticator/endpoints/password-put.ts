import { fieldsOf, TEXT } from "../body.js";
import type { Endpoint, TokenCall } from "../call.js";
import { committed, together } from "../commit.js";
import { DONE } from "../http.js";
import { notify } from "../notify.js";
import { newPassword } from "../password-check.js";
import { putPerson } from "../rows.js";
import { endingOf } from "../sessions.js";
import { standing } from "../step-up.js";
import { enabledAgain } from "../throttling.js";

/** PUT `password`: a new password. The other sessions end: whoever knew the old one may be in them. */
export const passwordPut: Endpoint<TokenCall> = async (call) => {
  const given = fieldsOf(call.body, { password: TEXT });
  const { person, session } = call.caller;
  const withTotp = person.totp !== undefined;
  const password = await newPassword(call, person, given.password, withTotp);
  const { store } = call.ports;
  await committed(store, async () => {
    const { person: stored } = await standing(call);
    const changes = together(
      [putPerson(stored, { ...stored.value, password })],
      await endingOf(store, person.id, ({ sid }) => sid !== session.sid),
      await enabledAgain(store, person.name),
    );
    return { changes, value: undefined };
  });
  await notify(call, person.id, "new_factor");
  return DONE;
};
