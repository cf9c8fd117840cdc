/** Algorithms that passkeys may use, best first (COSE): EdDSA, ES256, RS256. */
export const PASSKEY_ALGORITHMS = [-8, -7, -257] as const;

/** COSE key parameters (RFC 9053 section 7, RFC 8230 section 4). */
const KTY = 1;
const ALG = 3;
const CRV = -1;
const N = -1;
const OKP = 1;
const EC2 = 2;
const RSA = 3;
const P256 = 1;
const ED25519 = 6;
/** 2048 bits (NIST SP 800-57 part 1, table 2). */
const SHORTEST_MODULUS = 256;

/**
 * Whether a decoded COSE key is of the type that its algorithm asks for (RFC 9053 section 2).
 *
 * A verifier that takes the algorithm from one place and the type from the other can be talked into the wrong one.
 */
export function isSupportedKey(key: ReadonlyMap<number, unknown>): boolean {
  switch (key.get(ALG)) {
    case -8:
      return key.get(KTY) === OKP && key.get(CRV) === ED25519;
    case -7:
      return key.get(KTY) === EC2 && key.get(CRV) === P256;
    case -257: {
      const modulus = key.get(N);
      return key.get(KTY) === RSA && modulus instanceof Uint8Array && modulus.length >= SHORTEST_MODULUS;
    }
    default:
      return false;
  }
}
