import { createHash } from "node:crypto";
import { bytesOf } from "../../core/identity/base64url.js";
import {
  type AuthenticatorFlags,
  ceremonyFault,
  isCounterRegressed,
  readAuthenticatorFlags,
  readClientData,
} from "../../core/identity/passkey-ceremony.js";
import type { Passkey, Person } from "../../core/identity/person.js";
import type { Call } from "./call.js";
import { type ChallengePurpose, takeChallenge } from "./challenges.js";
import type { AuthenticationCredential } from "./credential-fields.js";
import { authenticationFailed, Refused } from "./refused.js";
import { KEYS, type Owned, personById } from "./rows.js";
import { areExtensionsMap, isSignatureForm, webauthnHelpers, webauthnServer } from "./webauthn-library.js";

/** An assertion whose signature is right, and whose passkey it was. */
export interface Asserted {
  readonly person: Person;
  readonly passkey: Passkey;
  readonly flags: AuthenticatorFlags;
}

/**
 * The person and passkey of an authentication (WebAuthn L3 section 7.2).
 *
 * @param owner whose passkey it must be, for a step up
 * @throws Refused 401 `authentication_failed`; `credential_unknown` with what the browser can tell its owner
 */
export async function asserted(
  call: Pick<Call, "ports" | "now" | "settings" | "noted">,
  credential: AuthenticationCredential,
  purpose: ChallengePurpose,
  owner?: string,
): Promise<Asserted> {
  const { settings, ports, noted } = call;
  const client = readClientData(decoded(credential.response.clientDataJSON));
  // The challenge goes first: this was its answer, whatever else it is.
  if (!(await takeChallenge(call, client?.challenge, purpose)) || client === undefined) {
    throw authenticationFailed("challenge_refused");
  }
  const owned = await ports.store.get<Owned>(KEYS.credential(credential.id));
  const stored = owned === undefined ? undefined : await personById(ports.store, owned.value.person);
  const person = stored?.value;
  const passkey = person?.passkeys.find(({ id }) => id === credential.id);
  if (person === undefined || passkey === undefined) throw credentialUnknown(call, credential.id);
  noted.person = person.id;
  const { userHandle } = credential.response;
  // Step 6: at a sign-in the handle is needed; where the person is known it may be left out.
  if (owner === undefined ? userHandle === undefined : owner !== person.id) {
    throw authenticationFailed("user_handle_mismatch");
  }
  if (userHandle !== undefined && userHandle !== person.userHandle) {
    throw authenticationFailed("user_handle_mismatch");
  }
  const flags = readAuthenticatorFlags(decoded(credential.response.authenticatorData));
  if (flags === undefined) throw authenticationFailed("signature_invalid");
  const expected = {
    type: "webauthn.get",
    origins: settings.origins,
    rpIdHash: createHash("sha256").update(settings.relyingParty.id).digest(),
  } as const;
  const fault = ceremonyFault(client, flags, expected, passkey);
  if (fault !== undefined) throw authenticationFailed(fault);
  if (credential.type !== "public-key") throw authenticationFailed("type_mismatch");
  if (!(await isSigned(credential, client.challenge as string, passkey, call))) {
    throw authenticationFailed("signature_invalid");
  }
  if (person.disabled) throw authenticationFailed("person_disabled");
  return { person, passkey, flags };
}

/**
 * The person after the passkey was used, from the row as it is now: what moved in between counts.
 *
 * @throws Refused where the passkey went, or its counter came as far, in the meantime
 */
export function passkeyUsed(person: Person, { passkey, flags }: Asserted, now: number): Person {
  const known = person.passkeys.find(({ id }) => id === passkey.id);
  if (known === undefined) throw authenticationFailed("credential_unknown");
  if (person.disabled) throw authenticationFailed("person_disabled");
  if (isCounterRegressed(flags.counter, known.counter)) throw authenticationFailed("counter_regressed");
  const used = { ...known, counter: flags.counter, backedUp: flags.backedUp, lastUsedAt: now };
  return { ...person, passkeys: person.passkeys.map((one) => (one.id === used.id ? used : one)) };
}

/** The library's own steps, the signature among them. Counters are compared with the row when it is written. */
async function isSigned(
  credential: AuthenticationCredential,
  challenge: string,
  passkey: Passkey,
  { settings }: Pick<Call, "settings">,
): Promise<boolean> {
  const { verifyAuthenticationResponse } = await webauthnServer();
  const { parseAuthenticatorData, decodeCredentialPublicKey } = await webauthnHelpers();
  try {
    const data = decoded(credential.response.authenticatorData);
    if (!areExtensionsMap(parseAuthenticatorData(data))) return false;
    const key = decodeCredentialPublicKey(decoded(passkey.publicKey));
    if (!isSignatureForm(key, decoded(credential.response.signature))) return false;
    const { verified } = await verifyAuthenticationResponse({
      response: { ...credential, type: "public-key", clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: [...settings.origins],
      expectedRPID: settings.relyingParty.id,
      credential: { id: passkey.id, publicKey: decoded(passkey.publicKey), counter: 0 },
      requireUserVerification: true,
    });
    return verified;
  } catch {
    return false;
  }
}

/** 401 `credential_unknown`, with what `PublicKeyCredential.signalUnknownCredential` takes. */
function credentialUnknown({ settings }: Pick<Call, "settings">, credentialId: string): Refused {
  return new Refused({
    status: 401,
    reason: "credential_unknown",
    details: { signal: { rpId: settings.relyingParty.id, credentialId } },
  });
}

/** The bytes of a field that was found canonical. */
function decoded(text: string): Uint8Array<ArrayBuffer> {
  return bytesOf(text) ?? new Uint8Array();
}
