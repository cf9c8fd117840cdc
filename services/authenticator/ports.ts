import type { AccessLogFacts } from "../../core/detection/access-log-record.js";
import type { KeyRing } from "../../core/identity/key-ring.js";
import type { DecisionSources } from "../policy-engine/ports.js";
import type { Transmitter } from "./transmitter.js";

/** A row as it was read; `version` says whether it is still the same when it is written. */
export interface Stored<Value> {
  readonly value: Value;
  /** From 1 on; a row that does not exist has 0. */
  readonly version: number;
}

/** One change of a commit. Keys are `kind/…/name`: a listing asks for all keys up to their last part. */
export type Change =
  | {
      readonly change: "put";
      readonly key: string;
      readonly value: unknown;
      /** Version of the row that this one replaces; 0 for one that must not exist. */
      readonly expected: number;
      /** Milliseconds since 1970 after which nobody needs the row. @default - it stays */
      readonly until?: number;
    }
  | { readonly change: "remove"; readonly key: string; readonly expected: number }
  /** Sets fields, or the end, of a registry row, which others write, too: whatever else it holds, stays. */
  | {
      readonly change: "merge";
      readonly key: string;
      readonly fields: Readonly<Record<string, unknown>>;
      /** Does nothing, and fails the commit, where the field of the row holds a later instant (RFC 3339, UTC). */
      readonly unlessLater?: { readonly field: string; readonly than: string };
      /** As that of a put. @default - it stays, or keeps what it has */
      readonly until?: number;
    };

/** Where everything lies. Reads see every commit that was answered, in other processes too. */
export interface IdentityStore {
  get<Value>(key: string): Promise<Stored<Value> | undefined>;
  /** Every row whose key begins with the prefix, which ends with a slash. */
  list<Value>(prefix: string): Promise<readonly (Stored<Value> & { readonly key: string })[]>;
  /**
   * All changes or none, of one row at most one; false where a row is not what was expected.
   *
   * @throws Refused 503 `busy` where it could not be found out in time
   */
  commit(changes: readonly Change[]): Promise<boolean>;
}

/** Hashes passwords, slowly (Argon2id at OWASP's parameters or above). */
export interface PasswordHasher {
  /** A hash in the PHC string format. */
  hash(password: string, salt: Uint8Array): Promise<string>;
  verify(password: string, hash: string): Promise<boolean>;
  /** Whether the hash was made with lower parameters than those of today. */
  isOutdated(hash: string): boolean;
}

/** Encrypts what must be read again, for one purpose and one owner (the encryption context of AWS KMS). */
export interface Sealer {
  seal(plain: Uint8Array, context: Readonly<Record<string, string>>): Promise<string>;
  unseal(sealed: string, context: Readonly<Record<string, string>>): Promise<Uint8Array>;
}

/** Signs with ES256; private keys never leave it. */
export interface TokenSigner {
  create(): Promise<{ readonly kid: string; readonly publicKey: Readonly<Record<string, unknown>> }>;
  /** The signature of RFC 7518 section 3.4: R and S, 32 bytes each. */
  sign(kid: string, data: Uint8Array): Promise<Uint8Array>;
}

/** What a person is told, by whatever way. */
export interface Notice {
  /** RFC 3339, UTC. */
  readonly at: string;
  /** Id of the person. */
  readonly person: string;
  readonly kind: "new_device" | "new_factor" | "factor_removed" | "recovery";
}

/** What the authenticator needs of the world. */
export interface AuthenticatorPorts {
  readonly store: IdentityStore;
  readonly hasher: PasswordHasher;
  readonly sealer: Sealer;
  readonly signer: TokenSigner;
  /** The rows of the registry, as the policy engine reads them. */
  readonly registry: DecisionSources["registry"];
  /** Milliseconds since 1970. One reading serves a whole request. */
  now(): number;
  random(bytes: number): Uint8Array;
  newEventId(): string;
  /** A QR code as SVG. */
  qrCode(text: string): Promise<string>;
  tell(notice: Notice): Promise<void>;
  /** Takes the record of one request. Where it throws, nothing is answered. */
  log(facts: AccessLogFacts): void;
  /** Takes a defect of ours, which was answered with 500. */
  report(defect: unknown): void;
}

/** Who the authenticator is. */
export interface AuthenticatorSettings {
  /** Where its pages stand; the first one is the issuer. */
  readonly origins: readonly [string, ...string[]];
  /** Other origins under which the server is reached, for proofs of possession. @default - none */
  readonly addresses?: readonly string[] | undefined;
  readonly relyingParty: { readonly id: string; readonly name: string };
  /** Audiences of access tokens besides the issuer. */
  readonly audiences: readonly string[];
  /** SHA-256 of the operator's bearer secret, in hexadecimal. @default - the transport authenticates operators */
  readonly operatorHash?: string | undefined;
  /** Who may send security events. @default - nobody */
  readonly transmitters?: readonly Transmitter[] | undefined;
  /** HTML of GET `/authorize`. @default - one that says that there is no page */
  readonly authorizePage?: string | undefined;
  /** AWS region, for the access log. */
  readonly region?: string | undefined;
  /** The Lambda function that answers, for the access log. */
  readonly functionName?: string | undefined;
}

/** The ring of keys as it is stored. */
export type StoredRing = Stored<KeyRing>;
