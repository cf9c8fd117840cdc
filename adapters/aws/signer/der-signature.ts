const SEQUENCE = 0x30;
const INTEGER = 0x02;
/** Bytes of R and of S on P-256. */
const HALF = 32;

/**
 * A signature as AWS KMS gives it (ECDSA-Sig-Value of RFC 3279 section 2.2.3, DER) in the form of RFC 7518 section 3.4:
 * R and S, 32 bytes each.
 *
 * @throws Error for bytes that are no such signature of P-256
 */
export function concatenated(der: Uint8Array): Uint8Array {
  // On P-256 no length needs more than one byte.
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2) throw unreadable();
  const r = integerAt(der, 2);
  const s = integerAt(der, r.end);
  if (s.end !== der.length) throw unreadable();
  const signature = new Uint8Array(2 * HALF);
  signature.set(r.bytes, HALF - r.bytes.length);
  signature.set(s.bytes, 2 * HALF - s.bytes.length);
  return signature;
}

function integerAt(der: Uint8Array, at: number): { readonly bytes: Uint8Array; readonly end: number } {
  const length = der[at + 1] ?? 0;
  const end = at + 2 + length;
  if (der[at] !== INTEGER || length === 0 || end > der.length) throw unreadable();
  const whole = der.subarray(at + 2, end);
  // A zero in front keeps a number with a high first bit from being a negative one.
  const bytes = whole[0] === 0 && whole.length > 1 ? whole.subarray(1) : whole;
  if (((whole[0] ?? 0) & 0x80) !== 0 || bytes.length > HALF) throw unreadable();
  return { bytes, end };
}

function unreadable(): Error {
  return new Error("AWS KMS gave no ECDSA signature of P-256.");
}
