import { authenticationBy } from "../../../core/identity/assurance.js";
import { fieldsOf, TEXT } from "../body.js";
import type { Endpoint, TokenCall } from "../call.js";
import { codeCounted } from "../code-counted.js";
import { committed, together } from "../commit.js";
import { checkFactors } from "../password-check.js";
import { authenticationFailed } from "../refused.js";
import { putPerson } from "../rows.js";
import { sessionAnswer } from "../sessions.js";
import { standing, steppedUp } from "../step-up.js";
import { countAttempt, succeededChanges } from "../throttling.js";

/** `step-up/password`: password and code, for the session of the token. */
export const stepUpPassword: Endpoint<TokenCall> = async (call) => {
  const given = fieldsOf(call.body, { password: TEXT, totp: TEXT });
  const { name } = call.caller.person;
  await countAttempt(call, name);
  const checked = await checkFactors(call, call.caller.person, given);
  if (!checked.ok) throw authenticationFailed(checked.because);
  // Without a code it would be no step up.
  if (checked.step === undefined) throw authenticationFailed("totp_missing");
  const { person, started } = await committed(call.ports.store, async () => {
    const { person: stored, session } = await standing(call);
    if (stored.value.password?.hash !== checked.hash) throw authenticationFailed("password_wrong");
    const person = codeCounted(stored.value, checked.step);
    const started = steppedUp(call, session, authenticationBy({ with: "password-and-totp" }));
    const changes = together(
      [putPerson(stored, person)],
      started.changes,
      await succeededChanges(call, name),
    );
    return { changes, value: { person, started } };
  });
  return sessionAnswer(call, person, started);
};
