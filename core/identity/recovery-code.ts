import { base32, isBase32 } from "./base32.js";

/** Codes that a person gets at once. */
export const RECOVERY_CODES = 10;
/** Random bytes of a code: 80 bits, so that guessing is hopeless even without the throttle. */
export const RECOVERY_CODE_BYTES = 10;
const LENGTH = 16;

/** A code as people read it: four groups of four. */
export function recoveryCodeText(random: Uint8Array): string {
  return base32(random).replace(/(.{4})(?=.)/gu, "$1-");
}

/** The characters of a code that somebody typed, hyphens, spaces and case aside; undefined where it can be none. */
export function typedRecoveryCode(text: string): string | undefined {
  const code = text.replace(/[-\s]/gu, "").toUpperCase();
  return code.length === LENGTH && isBase32(code) ? code : undefined;
}
