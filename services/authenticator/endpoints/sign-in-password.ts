import { authenticationBy } from "../../../core/identity/assurance.js";
import { normalName } from "../../../core/identity/name.js";
import { fieldsOf, optional, TEXT } from "../body.js";
import type { Endpoint } from "../call.js";
import { codeCounted } from "../code-counted.js";
import { committed, together } from "../commit.js";
import { notify } from "../notify.js";
import { checkFactors, refreshedHash } from "../password-check.js";
import { authenticationFailed } from "../refused.js";
import { personByName, putPerson } from "../rows.js";
import { newSession, sessionAnswer } from "../sessions.js";
import { signInFacts } from "../sign-in-facts.js";
import { countAttempt, succeededChanges } from "../throttling.js";
import { usableDevice } from "../usable-device.js";

/** `sign-in/password`: name, password and, where it is enrolled, a code, in one call. */
export const signInPassword: Endpoint = async (call) => {
  const given = fieldsOf(call.body, { name: TEXT, password: TEXT, totp: optional(TEXT) });
  const name = normalName(given.name);
  await countAttempt(call, name);
  const found = await personByName(call.ports.store, name);
  if (found !== undefined) call.noted.person = found.value.id;
  const checked = await checkFactors(call, found?.value, given);
  if (!checked.ok) throw authenticationFailed(checked.because);
  const { hash, step } = checked;
  const newHash = await refreshedHash(call, given.password, hash);
  const { person, started, isNewDevice } = await committed(call.ports.store, async () => {
    const stored = await personByName(call.ports.store, name);
    // Whoever changed the password, or was disabled, in between did not sign in.
    if (stored?.value.password?.hash !== hash || stored.value.disabled)
      throw authenticationFailed("password_wrong");
    const counted = codeCounted(stored.value, step);
    const deviceId = usableDevice(stored.value, call)?.id;
    const { facts, risk, isNewDevice } = await signInFacts(call, stored.value, deviceId);
    const person = { ...counted, ...facts, password: { hash: newHash } };
    const authentication = authenticationBy({ with: step === undefined ? "password" : "password-and-totp" });
    const started = newSession(call, person.id, authentication, { deviceId, risk });
    const changes = together(
      [putPerson(stored, person)],
      started.changes,
      await succeededChanges(call, name),
    );
    return { changes, value: { person, started, isNewDevice } };
  });
  if (isNewDevice) await notify(call, person.id, "new_device");
  return sessionAnswer(call, person, started);
};
