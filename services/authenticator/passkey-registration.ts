import { createHash } from "node:crypto";
import { base64url, bytesOf } from "../../core/identity/base64url.js";
import {
  ceremonyFault,
  readAuthenticatorFlags,
  readClientData,
} from "../../core/identity/passkey-ceremony.js";
import type { Passkey } from "../../core/identity/person.js";
import { isSupportedKey, PASSKEY_ALGORITHMS } from "../../core/identity/public-key.js";
import type { Call } from "./call.js";
import { type ChallengePurpose, takeChallenge } from "./challenges.js";
import type { RegistrationCredential } from "./credential-fields.js";
import { credentialRefused, Refused } from "./refused.js";
import { areExtensionsMap, isSignatureForm, webauthnHelpers, webauthnServer } from "./webauthn-library.js";

/** Of an id, in bytes (WebAuthn L3 section 7.1 step 25). */
const LONGEST_ID = 1023;

/** What a registration leaves to be chosen. */
export interface PasskeyOptions {
  readonly label: string | undefined;
  readonly handedOut: boolean;
}

/**
 * The passkey of a registration (WebAuthn L3 section 7.1), if everything about it is right.
 *
 * @throws Refused 400 `credential_refused`
 */
export async function registeredPasskey(
  call: Pick<Call, "ports" | "now" | "settings">,
  credential: RegistrationCredential,
  purpose: ChallengePurpose,
  { label, handedOut }: PasskeyOptions,
): Promise<Passkey> {
  const { settings, now } = call;
  const client = readClientData(decoded(credential.response.clientDataJSON));
  // The challenge goes first: this was its answer, whatever else it is.
  if (!(await takeChallenge(call, client?.challenge, purpose)) || client === undefined) {
    throw credentialRefused("challenge_refused");
  }
  const attested = await attestedData(credential.response.attestationObject);
  const flags = readAuthenticatorFlags(attested.authData);
  if (flags === undefined) throw credentialRefused();
  const expected = {
    type: "webauthn.create",
    origins: settings.origins,
    rpIdHash: createHash("sha256").update(settings.relyingParty.id).digest(),
  } as const;
  const fault = ceremonyFault(client, flags, expected, undefined);
  if (fault !== undefined) throw credentialRefused(fault);
  if (credential.type !== "public-key") throw credentialRefused("type_mismatch");
  if (attested.id !== credential.id || credential.id !== credential.rawId) throw credentialRefused();
  if (decoded(credential.id).length > LONGEST_ID) throw credentialRefused();
  // Attestation of a kind that we did not ask for would be believed without a root to check it by.
  const isPlain = attested.fmt === "none" || (attested.fmt === "packed" && !attested.hasCertificates);
  if (!isPlain) throw credentialRefused();
  if (!isSupportedKey(attested.key)) throw credentialRefused("algorithm_refused");
  if (attested.signature !== undefined && !isSignatureForm(attested.key, attested.signature)) {
    throw credentialRefused("signature_invalid");
  }
  await verified(credential, client.challenge as string, call);
  return {
    id: credential.id,
    label: label ?? "Passkey",
    publicKey: base64url(attested.publicKey),
    counter: flags.counter,
    backupEligible: flags.backupEligible,
    backedUp: flags.backedUp,
    handedOut,
    transports: credential.response.transports ?? [],
    createdAt: now,
    lastUsedAt: null,
  };
}

interface Attested {
  readonly fmt: string;
  readonly hasCertificates: boolean;
  readonly authData: Uint8Array;
  readonly id: string;
  readonly key: ReadonlyMap<number, unknown>;
  /** Of the statement. @default - there is none */
  readonly signature: Uint8Array | undefined;
  readonly publicKey: Uint8Array;
}

async function attestedData(attestationObject: string): Promise<Attested> {
  const { decodeAttestationObject, decodeCredentialPublicKey, parseAuthenticatorData } =
    await webauthnHelpers();
  try {
    const object = decodeAttestationObject(decoded(attestationObject));
    const [fmt, authData, statement] = ["fmt", "authData", "attStmt"].map((name) => object.get(name));
    if (typeof fmt !== "string" || !(authData instanceof Uint8Array) || !(statement instanceof Map)) {
      throw credentialRefused();
    }
    const parsed = parseAuthenticatorData(authData);
    if (!areExtensionsMap(parsed)) throw credentialRefused();
    const { credentialID, credentialPublicKey } = parsed;
    if (credentialID === undefined || credentialPublicKey === undefined) throw credentialRefused();
    // The library's declaration says a map; its reader gives whatever the CBOR was.
    const key: unknown = decodeCredentialPublicKey(credentialPublicKey);
    if (!(key instanceof Map)) throw credentialRefused("algorithm_refused");
    const signature: unknown = statement.get("sig");
    return {
      fmt,
      hasCertificates: statement.has("x5c"),
      authData,
      id: base64url(credentialID),
      key,
      signature: signature instanceof Uint8Array ? signature : undefined,
      publicKey: credentialPublicKey,
    };
  } catch (thrown) {
    if (thrown instanceof Refused) throw thrown;
    // Whatever a stranger's CBOR made the library throw.
    throw credentialRefused();
  }
}

/** The library's own steps, the signature of self attestation among them. */
async function verified(
  credential: RegistrationCredential,
  challenge: string,
  { settings }: Pick<Call, "settings">,
): Promise<void> {
  const { verifyRegistrationResponse } = await webauthnServer();
  let isVerified = false;
  try {
    const verification = await verifyRegistrationResponse({
      response: { ...credential, type: "public-key", clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: [...settings.origins],
      expectedRPID: settings.relyingParty.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: [...PASSKEY_ALGORITHMS],
    });
    isVerified = verification.verified;
  } catch {
    throw credentialRefused("signature_invalid");
  }
  if (!isVerified) throw credentialRefused("signature_invalid");
}

/** The bytes of a field that was found canonical. */
function decoded(text: string): Uint8Array<ArrayBuffer> {
  return bytesOf(text) ?? new Uint8Array();
}
