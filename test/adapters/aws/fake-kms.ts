import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import type { Answer, Sent } from "./wire.js";

const KEYS = "arn:aws:kms:eu-central-1:111122223333:key/";
export const SEALING_KEY = `${KEYS}5ea1`;
export const FIRST_KEY = `${KEYS}f125`;

interface SigningKey {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** AWS KMS as far as the authenticator needs it: one key that seals, and keys that sign. */
export class FakeKms {
  readonly #secret = randomBytes(32);
  readonly signing = new Map<string, SigningKey>([[FIRST_KEY, pair()]]);
  readonly created: Sent["body"][] = [];

  /** The answer to a call of KMS; undefined for those of other services. */
  answer({ action, body }: Sent): Answer | undefined {
    switch (action) {
      case "Encrypt":
        return { json: { CiphertextBlob: this.#seal(body), KeyId: SEALING_KEY } };
      case "Decrypt":
        return this.#unseal(body);
      case "CreateKey": {
        this.created.push(body);
        const Arn = `${KEYS}${this.signing.size}`;
        this.signing.set(Arn, pair());
        return { json: { KeyMetadata: { Arn, KeyId: Arn.slice(KEYS.length) } } };
      }
      case "GetPublicKey": {
        const key = this.signing.get(String(body["KeyId"]));
        if (key === undefined) return { error: "NotFoundException" };
        const der = key.publicKey.export({ format: "der", type: "spki" });
        return { json: { PublicKey: der.toString("base64") } };
      }
      case "Sign":
        return this.#sign(body);
      default:
        return undefined;
    }
  }

  #sign(body: Sent["body"]): Answer {
    const key = this.signing.get(String(body["KeyId"]));
    if (key === undefined) return { error: "NotFoundException" };
    const message = Buffer.from(String(body["Message"]), "base64");
    if (body["MessageType"] !== "DIGEST" || message.length !== 32) return { error: "ValidationException" };
    return { json: { Signature: signDigest(message, key.privateKey).toString("base64") } };
  }

  #seal(body: Sent["body"]): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.#secret, nonce).setAAD(aad(body));
    const content = [cipher.update(Buffer.from(String(body["Plaintext"]), "base64")), cipher.final()];
    return Buffer.concat([nonce, cipher.getAuthTag(), ...content]).toString("base64");
  }

  #unseal(body: Sent["body"]): Answer {
    const bytes = Buffer.from(String(body["CiphertextBlob"]), "base64");
    const decipher = createDecipheriv("aes-256-gcm", this.#secret, bytes.subarray(0, 12))
      .setAAD(aad(body))
      .setAuthTag(bytes.subarray(12, 28));
    try {
      const plain = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
      return { json: { Plaintext: plain.toString("base64") } };
    } catch {
      return { error: "InvalidCiphertextException" };
    }
  }
}

function aad(body: Sent["body"]): Buffer {
  if (body["KeyId"] !== SEALING_KEY) throw new Error("another key");
  return Buffer.from(JSON.stringify(body["EncryptionContext"] ?? {}));
}

function pair(): SigningKey {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

/** Order of P-256 (FIPS 186-4 section D.1.2.3). */
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** ECDSA over a digest (FIPS 186-4 section 6.4), which Node signs for nobody: it digests by itself. */
function signDigest(digest: Buffer, key: KeyObject): Buffer {
  const d = BigInt(`0x${Buffer.from(key.export({ format: "jwk" }).d ?? "", "base64url").toString("hex")}`);
  const once = createECDH("prime256v1");
  once.generateKeys();
  const k = BigInt(`0x${once.getPrivateKey("hex")}`);
  const r = BigInt(`0x${once.getPublicKey("hex").slice(2, 66)}`) % N;
  const s = (inverse(k) * (BigInt(`0x${digest.toString("hex")}`) + r * d)) % N;
  const parts = Buffer.concat([integer(r), integer(s)]);
  return Buffer.concat([Buffer.from([0x30, parts.length]), parts]);
}

/** Fermat: n is a prime. */
function inverse(value: bigint): bigint {
  let [result, base, exponent] = [1n, value % N, N - 2n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % N;
    base = (base * base) % N;
  }
  return result;
}

function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  const whole = (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, whole.length]), whole]);
}
