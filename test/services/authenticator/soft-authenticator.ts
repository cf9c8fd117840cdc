import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { type Cbor, cbor } from "./cbor.js";
import { ORIGIN } from "./world.js";

/** What an answer says; whatever is left out is as it should be. */
export interface Ceremony {
  readonly origin?: string;
  readonly type?: string;
  readonly challenge?: string;
  readonly rpId?: string;
  readonly client?: Readonly<Record<string, unknown>>;
  readonly userPresent?: boolean;
  readonly userVerified?: boolean;
  readonly backupEligible?: boolean;
  readonly backedUp?: boolean;
  readonly counter?: number;
  readonly userHandle?: string | null;
  readonly fmt?: string;
  readonly statement?: ReadonlyMap<string, Cbor>;
  /** Changes the COSE key. */
  readonly key?: (key: Map<number, Cbor>) => Map<number, Cbor>;
  /** Bytes in place of the COSE key, CBOR or not. */
  readonly rawKey?: Uint8Array;
  /** Bytes of extensions behind the COSE key, with the flag that says so, CBOR or not. */
  readonly rawExtensions?: Uint8Array;
  /** Bytes in place of the attestation statement, CBOR or not. */
  readonly rawStatement?: Uint8Array;
  /** Bytes in place of the whole attestation object, CBOR or not. */
  readonly rawObject?: Uint8Array;
  /** Changes the signature. */
  readonly signature?: (signature: Buffer) => Buffer;
}

/** The options of a ceremony as the authenticator sent them. */
// biome-ignore lint/suspicious/noExplicitAny: they came over the wire.
type Options = any;

type Algorithm = -7 | -8 | -257;

/** An authenticator in software, which does whatever a test wants. */
export class SoftAuthenticator {
  readonly id = randomBytes(32).toString("base64url");
  readonly #algorithm: Algorithm;
  readonly #privateKey: KeyObject;
  readonly #coseKey: Map<number, Cbor>;
  readonly #usual: Ceremony;
  #userHandle = "";
  counter = 0;

  constructor(usual: Ceremony = {}, algorithm: Algorithm = -7) {
    this.#usual = usual;
    this.#algorithm = algorithm;
    const { privateKey, publicKey } = keyPair(algorithm);
    this.#privateKey = privateKey;
    this.#coseKey = coseKey(publicKey, algorithm);
  }

  /** RegistrationResponseJSON. */
  create(options: Options, changed: Ceremony = {}): Record<string, unknown> {
    const how = { ...this.#usual, ...changed };
    this.#userHandle = options.user.id;
    const clientDataJSON = clientData("webauthn.create", options.challenge, how);
    const id = Buffer.from(this.id, "base64url");
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const key = how.rawKey ?? cbor((how.key ?? ((same) => same))(new Map(this.#coseKey)));
    const { rawExtensions = new Uint8Array() } = how;
    const attested = Buffer.concat([Buffer.alloc(16), length, id, key, rawExtensions]);
    const flags = this.#flags(options.rp.id, how, how.rawExtensions === undefined ? 0x40 : 0xc0);
    const authData = Buffer.concat([flags, attested]);
    const { fmt = "none" } = how;
    const statement =
      how.statement ?? (fmt === "packed" ? this.#packed(authData, clientDataJSON, how) : new Map());
    const entries: readonly [string, Uint8Array][] = [
      ["fmt", cbor(fmt)],
      ["attStmt", how.rawStatement ?? cbor(statement)],
      ["authData", cbor(authData)],
    ];
    const map = entries.flatMap(([name, bytes]) => [cbor(name), bytes]);
    const object = how.rawObject ?? Buffer.concat([Buffer.from([0xa0 | entries.length]), ...map]);
    return {
      id: this.id,
      rawId: this.id,
      type: "public-key",
      authenticatorAttachment: "platform",
      clientExtensionResults: { credProps: { rk: true } },
      response: {
        clientDataJSON: clientDataJSON.toString("base64url"),
        attestationObject: Buffer.from(object).toString("base64url"),
        transports: ["internal"],
      },
    };
  }

  /** AuthenticationResponseJSON. */
  get(options: Options, changed: Ceremony = {}): Record<string, unknown> {
    const how = { ...this.#usual, ...changed };
    const clientDataJSON = clientData("webauthn.get", options.challenge, how);
    const authenticatorData = Buffer.concat([
      this.#flags(options.rpId, how, how.rawExtensions === undefined ? 0 : 0x80),
      how.rawExtensions ?? new Uint8Array(),
    ]);
    const signature = this.#sign(authenticatorData, clientDataJSON);
    return {
      id: this.id,
      rawId: this.id,
      type: "public-key",
      authenticatorAttachment: "platform",
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientDataJSON.toString("base64url"),
        authenticatorData: authenticatorData.toString("base64url"),
        signature: (how.signature ?? ((same) => same))(signature).toString("base64url"),
        userHandle: how.userHandle === undefined ? this.#userHandle : how.userHandle,
      },
    };
  }

  #flags(rpId: string, how: Ceremony, attested: number): Buffer {
    const { userPresent = true, userVerified = true, backupEligible = false, backedUp = false } = how;
    const bits = [userPresent ? 1 : 0, userVerified ? 4 : 0, backupEligible ? 8 : 0, backedUp ? 16 : 0];
    const tail = Buffer.alloc(5);
    tail.writeUInt8(bits.reduce((all, bit) => all | bit, attested));
    tail.writeUInt32BE(how.counter ?? this.counter, 1);
    return Buffer.concat([
      createHash("sha256")
        .update(how.rpId ?? rpId)
        .digest(),
      tail,
    ]);
  }

  #packed(
    authData: Buffer,
    clientDataJSON: Buffer,
    { signature = (same) => same }: Ceremony,
  ): Map<string, Cbor> {
    return new Map<string, Cbor>([
      ["alg", this.#algorithm],
      ["sig", signature(this.#sign(authData, clientDataJSON))],
    ]);
  }

  #sign(authData: Buffer, clientDataJSON: Buffer): Buffer {
    const data = Buffer.concat([authData, createHash("sha256").update(clientDataJSON).digest()]);
    return sign(this.#algorithm === -8 ? null : "sha256", data, this.#privateKey);
  }
}

function clientData(type: string, challenge: string, how: Ceremony): Buffer {
  const { origin = ORIGIN, client = { crossOrigin: false } } = how;
  return Buffer.from(
    JSON.stringify({ type: how.type ?? type, challenge: how.challenge ?? challenge, origin, ...client }),
  );
}

function keyPair(algorithm: Algorithm): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  switch (algorithm) {
    case -7:
      return generateKeyPairSync("ec", { namedCurve: "P-256" });
    case -8:
      return generateKeyPairSync("ed25519");
    case -257:
      return generateKeyPairSync("rsa", { modulusLength: 2048 });
  }
}

function coseKey(publicKey: KeyObject, algorithm: Algorithm): Map<number, Cbor> {
  const { x = "", y = "", n = "", e = "" } = publicKey.export({ format: "jwk" });
  const bytes = (text: string) => Buffer.from(text, "base64url");
  const common = (kty: number): [number, Cbor][] => [
    [1, kty],
    [3, algorithm],
  ];
  switch (algorithm) {
    case -7:
      return new Map([...common(2), [-1, 1], [-2, bytes(x)], [-3, bytes(y)]]);
    case -8:
      return new Map([...common(1), [-1, 6], [-2, bytes(x)]]);
    case -257:
      return new Map([...common(3), [-1, bytes(n)], [-2, bytes(e)]]);
  }
}
