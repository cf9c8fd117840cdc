/** Rounds of decoding; servers behind servers behind servers decode three times. */
const MOST_ROUNDS = 8;

/** One character of ASCII, percent-encoded (RFC 3986 section 2.1), its percent sign encoded again any number of times. */
const ENCODED = /%(?:25)*(?:u00)?([0-7][0-9A-Fa-f])/g;

/**
 * The text with every percent-encoded character of ASCII decoded, until there are none; undefined for a text that hides
 * them deeper than anybody would by mistake. Other characters stay encoded.
 */
export function decodeAscii(text: string): string | undefined {
  let decoded = text;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const next = decoded.replace(ENCODED, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    );
    if (next === decoded) return decoded;
    decoded = next;
  }
  return undefined;
}
