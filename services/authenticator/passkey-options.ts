import type { Person } from "../../core/identity/person.js";
import { PASSKEY_ALGORITHMS } from "../../core/identity/public-key.js";
import type { Call } from "./call.js";
import { CHALLENGE_LIFETIME, type ChallengePurpose, newChallenge } from "./challenges.js";

/** PublicKeyCredentialCreationOptionsJSON (WebAuthn L3 section 5.1.9) for one more passkey of the person. */
export async function creationOptions(
  call: Pick<Call, "ports" | "now" | "settings">,
  person: Person,
  purpose: ChallengePurpose,
): Promise<object> {
  const { relyingParty } = call.settings;
  return {
    rp: { id: relyingParty.id, name: relyingParty.name },
    user: { id: person.userHandle, name: person.name, displayName: person.displayName },
    challenge: await newChallenge(call, purpose),
    pubKeyCredParams: PASSKEY_ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
    timeout: CHALLENGE_LIFETIME,
    excludeCredentials: person.passkeys.map(({ id, transports }) => ({ type: "public-key", id, transports })),
    authenticatorSelection: {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    },
    attestation: "none",
    extensions: { credProps: true },
  };
}

/**
 * PublicKeyCredentialRequestOptionsJSON (WebAuthn L3 section 5.1.10). It names no passkeys: the browser knows those of
 * the site, and a list would tell a stranger which ones somebody has.
 */
export async function requestOptions(
  call: Pick<Call, "ports" | "now" | "settings">,
  purpose: ChallengePurpose,
): Promise<object> {
  return {
    challenge: await newChallenge(call, purpose),
    timeout: CHALLENGE_LIFETIME,
    rpId: call.settings.relyingParty.id,
    userVerification: "required",
  };
}
