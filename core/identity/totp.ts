import { createHmac, timingSafeEqual } from "node:crypto";
import { base32 } from "./base32.js";

/** Seconds of a step (RFC 6238 section 4.1). */
const STEP_SECONDS = 30;
const DIGITS = 6;
/** Bytes of a seed: the length of the hash (RFC 4226 section 4, R6). */
export const SEED_BYTES = 20;
const CODE = /^[0-9]{6}$/;

/** The code of a counter (RFC 4226 section 5.3). */
export function hotp(seed: Uint8Array, counter: number, digits = DIGITS): string {
  const moving = Buffer.alloc(8);
  moving.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac("sha1", seed).update(moving).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0xf;
  const binary = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(binary % 10 ** digits).padStart(digits, "0");
}

/** The step of an instant in milliseconds since 1970 (RFC 6238 section 4.2). */
export function stepAt(now: number): number {
  return Math.floor(now / 1000 / STEP_SECONDS);
}

/**
 * The step whose code it is: that of the instant, or the one before, for the way that a code takes (RFC 6238 section
 * 5.2). Both are always compared, in constant time.
 */
export function stepOfCode(seed: Uint8Array, code: string, now: number): number | undefined {
  const step = stepAt(now);
  // A code of another shape is compared too: the time says nothing of it.
  const given = Buffer.from(CODE.test(code) ? code : "------");
  const [isThis, isBefore] = [step, step - 1].map((one) =>
    timingSafeEqual(Buffer.from(hotp(seed, Math.max(one, 0))), given),
  );
  return isThis ? step : isBefore ? step - 1 : undefined;
}

/** The enrolment URI that authenticator apps read from a QR code. */
export function otpauthUri(seed: Uint8Array, issuer: string, name: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(name)}`;
  const parameters = `secret=${base32(seed)}&issuer=${encodeURIComponent(issuer)}`;
  return `otpauth://totp/${label}?${parameters}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_SECONDS}`;
}
