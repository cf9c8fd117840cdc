import { isBlockedPassword } from "./blocked-password.js";

/** Why a password is not taken. */
export type PasswordFault = "password_too_short" | "password_too_long" | "password_blocked";

/** NIST SP 800-63B-4 section 3.1.1.2: 15 characters where the password stands alone, 8 beside another factor. */
const SHORTEST_ALONE = 15;
const SHORTEST_WITH_TOTP = 8;
const LONGEST = 256;

/** The one form of a password that is hashed (SP 800-63B-4 section 3.1.1.2). */
export function normalPassword(password: string): string {
  return password.normalize("NFKC");
}

/** Whether the password is longer than any that was taken, so that none of its hashes can fit. */
export function isTooLong(normal: string): boolean {
  // Twice as many UTF-16 units are too many code points, and need not be counted.
  return normal.length > 2 * LONGEST || [...normal].length > LONGEST;
}

/**
 * What is wrong with a new password, in its normal form. No rules of composition, and no age.
 *
 * @param about words that a guesser tries first: the person's name, the service
 */
export function passwordFault(
  normal: string,
  withTotp: boolean,
  about: readonly string[],
): PasswordFault | undefined {
  if (isTooLong(normal)) return "password_too_long";
  if ([...normal].length < (withTotp ? SHORTEST_WITH_TOTP : SHORTEST_ALONE)) return "password_too_short";
  return isBlockedPassword(normal, about) ? "password_blocked" : undefined;
}
