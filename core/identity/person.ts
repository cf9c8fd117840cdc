import type { History } from "./sign-in-history.js";

/** What somebody can prove to be, and all that belongs to it. Instants are milliseconds since 1970. */
export interface Person {
  readonly id: string;
  /** NFKC, lower case; unique. */
  readonly name: string;
  readonly displayName: string;
  readonly groups: readonly string[];
  readonly external: readonly ExternalIdentity[];
  readonly disabled: boolean;
  /** Hash of the invitation that is open, if one is. */
  readonly invitation?: string;
  /** 32 random bytes, base64url; says nothing about the person (WebAuthn L3 section 14.6.1). */
  readonly userHandle: string;
  readonly password?: PasswordFactor;
  readonly totp?: TotpFactor;
  /** A seed that was handed out and not confirmed yet, sealed. */
  readonly pendingSeed?: string;
  readonly recovery?: RecoveryCodes;
  readonly passkeys: readonly Passkey[];
  readonly devices: readonly Device[];
  /** What sign-ins are compared with. @default - there was none */
  readonly history?: History;
  readonly createdAt: number;
}

/** Who another issuer says the person is. */
export interface ExternalIdentity {
  readonly iss: string;
  readonly sub: string;
}

export interface PasswordFactor {
  /** In the PHC string format, parameters and salt in it. */
  readonly hash: string;
}

export interface TotpFactor {
  /** The seed, encrypted for this person alone. */
  readonly sealed: string;
  /** Step of the code that counted last: no code of it or of an older one counts again. */
  readonly lastStep: number;
}

/** Look-up secrets (NIST SP 800-63B-4 section 3.1.2): each counts once. */
export interface RecoveryCodes {
  /** Base64url. */
  readonly salt: string;
  /** Hashes of the codes that are left, base64url. */
  readonly hashes: readonly string[];
}

/** A WebAuthn credential of the person. */
export interface Passkey {
  /** The credential id, base64url. */
  readonly id: string;
  readonly label: string;
  /** COSE key, base64url. */
  readonly publicKey: string;
  readonly counter: number;
  /** The BE flag, which never changes: whether the passkey may be copied to other devices. */
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  /** Registered with an invitation of the operator for a key that the operator handed out. */
  readonly handedOut: boolean;
  readonly transports: readonly string[];
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

/** A device of the person: what is signed in with its passkey or its key carries its id. */
export interface Device {
  readonly id: string;
  readonly label: string;
  readonly boundTo: { readonly passkey: string } | { readonly key: string };
  readonly revoked: boolean;
  readonly createdAt: number;
}

/** Whether there is anything left to sign in with. */
export function canSignIn(person: Pick<Person, "password" | "passkeys">): boolean {
  return person.password !== undefined || person.passkeys.length > 0;
}

/** The device to which a passkey, or a key by its thumbprint, is bound. */
export function deviceBoundTo(
  { devices }: Pick<Person, "devices">,
  bound: { readonly passkey: string } | { readonly key: string },
): Device | undefined {
  return devices.find(({ boundTo }) =>
    "passkey" in bound
      ? "passkey" in boundTo && boundTo.passkey === bound.passkey
      : "key" in boundTo && boundTo.key === bound.key,
  );
}
