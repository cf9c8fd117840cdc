/** The digits of Crockford's base 32. */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TIME_DIGITS = 10;
const RANDOM_DIGITS = 16;

/**
 * A ULID (https://github.com/ulid/spec): 26 characters that sort by time.
 *
 * @param now milliseconds since 1970
 * @param random 16 random bytes, of which five bits each count
 */
export function ulid(now: number, random: Uint8Array): string {
  if (random.length < RANDOM_DIGITS) throw new TypeError(`a ULID takes ${RANDOM_DIGITS} random bytes`);
  let time = "";
  for (let rest = now; time.length < TIME_DIGITS; rest = Math.floor(rest / 32))
    time = DIGITS[rest % 32] + time;
  return time + [...random.slice(0, RANDOM_DIGITS)].map((byte) => DIGITS[byte % 32]).join("");
}
