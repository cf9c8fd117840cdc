const SEQUENCE = 0x30;
const INTEGER = 0x02;
/** Bytes of a positive integer of 256 bits, with the zero in front of one whose first bit is set. */
const LONGEST = 33;

/**
 * Whether bytes are an ECDSA signature of P-256 in DER (RFC 3279 section 2.2.3, as WebAuthn L3 section 6.5.5 asks for).
 *
 * Readers that take BER, or any tag where a sequence should be, give one signature many forms.
 */
export function isDerSignature(bytes: Uint8Array): boolean {
  const [tag, length] = bytes;
  if (tag !== SEQUENCE || length !== bytes.length - 2) return false;
  const afterR = integerEnd(bytes, 2);
  return afterR !== undefined && integerEnd(bytes, afterR) === bytes.length;
}

/** Where the positive integer that begins at `start` ends, if it is one in its shortest form. */
function integerEnd(bytes: Uint8Array, start: number): number | undefined {
  const [tag, length = 0, first = 0, second = 0] = bytes.subarray(start);
  if (tag !== INTEGER || length < 1 || length > LONGEST) return undefined;
  const isNegative = first >= 0x80;
  const isLong = length > 1 && first === 0 && second < 0x80;
  const end = start + 2 + length;
  return isNegative || isLong || end > bytes.length ? undefined : end;
}
