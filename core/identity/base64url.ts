const ALPHABET = /^[A-Za-z0-9_-]*$/;

/**
 * The bytes of a base64url text without padding (RFC 4648 section 5), or undefined.
 *
 * Only the canonical text is read: where bits are left over they are zero (section 3.5), so one value has one text.
 */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!ALPHABET.test(text) || text.length % 4 === 1) return undefined;
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? Uint8Array.from(bytes) : undefined;
}

/** The base64url text of bytes, without padding. */
export function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
