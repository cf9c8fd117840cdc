import { authenticationBy } from "../../../core/identity/assurance.js";
import { normalName } from "../../../core/identity/name.js";
import { fieldsOf, optional, TEXT } from "../body.js";
import type { Call, Endpoint } from "../call.js";
import { committed, together } from "../commit.js";
import { openInvitation, used, withoutInvitation } from "../invitations.js";
import { notify } from "../notify.js";
import { checkFactors } from "../password-check.js";
import { newRecoveryCodes, withoutCode } from "../recovery-codes.js";
import { authenticationFailed, invalidRequest, Refused } from "../refused.js";
import { personByName, putPerson } from "../rows.js";
import { endingOf, newSession, sessionAnswer } from "../sessions.js";
import { signInFacts } from "../sign-in-facts.js";
import { countAttempt, succeededChanges } from "../throttling.js";

/** Milliseconds in which factors may be added after a recovery. */
const REPAIR_TIME = 600_000;

/**
 * `recovery`: a recovery code with the password, or with an invitation by which the operator vouches
 * (NIST SP 800-63B-4 sections 4.2.1.1 and 4.2.2.2).
 */
export const recovery: Endpoint = async (call) => {
  const given = fieldsOf(call.body, {
    name: TEXT,
    recovery_code: TEXT,
    password: optional(TEXT),
    invitation: optional(TEXT),
  });
  if ((given.password === undefined) === (given.invitation === undefined)) throw invalidRequest();
  const name = normalName(given.name);
  await countAttempt(call, name);
  const { store } = call.ports;
  const found = await personByName(store, name);
  if (found !== undefined) call.noted.person = found.value.id;
  // All of it is checked in every case, for the time that it takes.
  const left = await withoutCode(found?.value, given.recovery_code);
  const checked = await checkFactors(call, found?.value, { password: given.password ?? "", totp: undefined });
  const isInvited = await invitedPerson(call, given.invitation);
  if (!checked.ok && checked.because.startsWith("person_")) throw authenticationFailed(checked.because);
  const isPasswordWrong = !checked.ok && checked.because === "password_wrong";
  if (given.password !== undefined && isPasswordWrong) throw authenticationFailed("password_wrong");
  if (given.invitation !== undefined && isInvited !== found?.value.id) {
    throw authenticationFailed("invitation_refused");
  }
  if (left === undefined) throw authenticationFailed("recovery_code_wrong");
  const fresh = await newRecoveryCodes(call.ports, left, 1);
  const { person, started } = await committed(store, async () => {
    const stored = await personByName(store, name);
    if (stored === undefined || stored.value.disabled) throw authenticationFailed("person_disabled");
    // Of two who bring the same code at once, one is late.
    if (!isSameCodes(stored.value.recovery?.hashes, found?.value.recovery?.hashes)) {
      throw authenticationFailed("recovery_code_wrong");
    }
    if (given.password !== undefined && stored.value.password?.hash !== found?.value.password?.hash) {
      throw authenticationFailed("password_wrong");
    }
    const invitation =
      given.invitation === undefined ? undefined : await openInvitation(call, given.invitation);
    const known = invitation === undefined ? stored.value : withoutInvitation(stored.value);
    const { facts, risk } = await signInFacts(call, known);
    const person = { ...known, ...facts, recovery: fresh.stored };
    const kind = invitation === undefined ? "recovery-and-password" : "recovery-and-invitation";
    const started = newSession(call, person.id, authenticationBy({ with: kind }), {
      risk,
      mayAddFactorsUntil: call.now + REPAIR_TIME,
    });
    const changes = together(
      [putPerson(stored, person), ...(invitation === undefined ? [] : [used(invitation)])],
      await endingOf(store, person.id),
      started.changes,
      await succeededChanges(call, name),
    );
    return { changes, value: { person, started } };
  });
  await notify(call, person.id, "recovery");
  return sessionAnswer(call, person, started, { more: { recovery_codes: fresh.texts } });
};

/** The person of an invitation that counts; undefined where there is none. */
async function invitedPerson(call: Call, text: string | undefined): Promise<string | undefined> {
  try {
    return (await openInvitation({ ...call, noted: {} }, text ?? "")).person.value.id;
  } catch (thrown) {
    if (thrown instanceof Refused) return undefined;
    throw thrown;
  }
}

function isSameCodes(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every((hash, index) => hash === b[index]);
}
