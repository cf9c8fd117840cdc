import { isJsonObject, own } from "../json/values.js";

/** Why an answer of an authenticator does not count. */
export type CeremonyFault =
  | "challenge_refused"
  | "algorithm_refused"
  | "origin_mismatch"
  | "rp_id_mismatch"
  | "type_mismatch"
  | "user_handle_mismatch"
  | "user_not_present"
  | "user_not_verified"
  | "signature_invalid"
  | "backup_flags_invalid"
  | "counter_regressed";

/** What a browser signs of the page that asked (WebAuthn L3 section 5.8.1). */
export interface ClientData {
  readonly type: unknown;
  readonly challenge: unknown;
  readonly origin: unknown;
  readonly crossOrigin: unknown;
  readonly topOrigin: unknown;
}

/** Reads clientDataJSON; undefined where it is none. */
export function readClientData(bytes: Uint8Array): ClientData | undefined {
  try {
    const value: unknown = JSON.parse(
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes),
    );
    if (!isJsonObject(value)) return undefined;
    return {
      type: own(value, "type"),
      challenge: own(value, "challenge"),
      origin: own(value, "origin"),
      crossOrigin: own(value, "crossOrigin"),
      topOrigin: own(value, "topOrigin"),
    };
  } catch {
    return undefined;
  }
}

/** What an authenticator signs: flags and counter (WebAuthn L3 section 6.1). */
export interface AuthenticatorFlags {
  readonly rpIdHash: Uint8Array;
  readonly userPresent: boolean;
  readonly userVerified: boolean;
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  readonly counter: number;
}

const HEADER_BYTES = 37;

/** The fixed part of authenticator data; undefined where it is cut off. */
export function readAuthenticatorFlags(data: Uint8Array): AuthenticatorFlags | undefined {
  if (data.length < HEADER_BYTES) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const flags = view.getUint8(32);
  return {
    rpIdHash: data.slice(0, 32),
    userPresent: (flags & 0x01) !== 0,
    userVerified: (flags & 0x04) !== 0,
    backupEligible: (flags & 0x08) !== 0,
    backedUp: (flags & 0x10) !== 0,
    counter: view.getUint32(33),
  };
}

/** Who asked, for what kind of answer. */
export interface Expected {
  readonly type: "webauthn.create" | "webauthn.get";
  readonly origins: readonly string[];
  /** SHA-256 of the relying party id. */
  readonly rpIdHash: Uint8Array;
}

/** What is known of the passkey from before; a new one has none. */
export interface KnownPasskey {
  readonly backupEligible: boolean;
  readonly counter: number;
}

/**
 * The checks that need no key, in the order of WebAuthn L3 sections 7.1 and 7.2 (step numbers of 7.2).
 *
 * The library checks most of them again; that a page in somebody else's frame asked (`crossOrigin`), that a passkey
 * changed what it is (BE), and that a counter stands still are checked here alone.
 */
export function ceremonyFault(
  client: ClientData,
  flags: AuthenticatorFlags,
  expected: Expected,
  known: KnownPasskey | undefined,
): CeremonyFault | undefined {
  // Step 10
  if (client.type !== expected.type) return "type_mismatch";
  // Step 12
  if (typeof client.origin !== "string" || !expected.origins.includes(client.origin))
    return "origin_mismatch";
  // Steps 13 and 14: we are in no frame.
  if (client.crossOrigin !== undefined && client.crossOrigin !== false) return "origin_mismatch";
  if (client.topOrigin !== undefined) return "origin_mismatch";
  // Step 15
  if (!isSame(flags.rpIdHash, expected.rpIdHash)) return "rp_id_mismatch";
  // Steps 16 and 17
  if (!flags.userPresent) return "user_not_present";
  if (!flags.userVerified) return "user_not_verified";
  // Step 18
  if (flags.backedUp && !flags.backupEligible) return "backup_flags_invalid";
  // Step 19
  if (known !== undefined && known.backupEligible !== flags.backupEligible) return "backup_flags_invalid";
  return undefined;
}

/** Step 22: whether the counter says that there is a copy of the key. Both zero: the authenticator does not count. */
export function isCounterRegressed(received: number, known: number): boolean {
  return (received !== 0 || known !== 0) && received <= known;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
