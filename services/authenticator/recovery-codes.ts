import { pbkdf2, timingSafeEqual } from "node:crypto";
import { base64url } from "../../core/identity/base64url.js";
import type { Person, RecoveryCodes } from "../../core/identity/person.js";
import {
  RECOVERY_CODE_BYTES,
  RECOVERY_CODES,
  recoveryCodeText,
  typedRecoveryCode,
} from "../../core/identity/recovery-code.js";
import type { AuthenticatorPorts } from "./ports.js";

const SALT_BYTES = 16;
/** SP 800-63B-4 section 3.1.2.2 asks for salt and a hash; the 80 random bits of a code do the rest. */
const ITERATIONS = 10_000;
/** Whoever does not exist has these: a hash is computed for them, too. */
const NOBODYS_CODES: RecoveryCodes = { salt: "bm9ib2R5cy1zYWx0LTAwMA", hashes: [] };

/** New codes, as the person gets them this once and as they are stored. */
export async function newRecoveryCodes(
  { random }: Pick<AuthenticatorPorts, "random">,
  kept: RecoveryCodes | undefined = undefined,
  count: number = RECOVERY_CODES,
): Promise<{ readonly texts: readonly string[]; readonly stored: RecoveryCodes }> {
  const salt = kept?.salt ?? base64url(random(SALT_BYTES));
  const texts = Array.from({ length: count }, () => recoveryCodeText(random(RECOVERY_CODE_BYTES)));
  const hashes = await Promise.all(texts.map((text) => hashOf(text, salt)));
  return { texts, stored: { salt, hashes: [...(kept?.hashes ?? []), ...hashes] } };
}

/** The codes that are left after this one counted; undefined where it does not. */
export async function withoutCode(
  person: Pick<Person, "recovery"> | undefined,
  text: string,
): Promise<RecoveryCodes | undefined> {
  const codes = person?.recovery ?? NOBODYS_CODES;
  const hash = await hashOf(text, codes.salt);
  const left = codes.hashes.filter((one) => !timingSafeEqual(Buffer.from(one), Buffer.from(hash)));
  return left.length < codes.hashes.length ? { salt: codes.salt, hashes: left } : undefined;
}

function hashOf(text: string, salt: string): Promise<string> {
  const code = typedRecoveryCode(text) ?? "";
  return new Promise((resolve, reject) =>
    pbkdf2(code, Buffer.from(salt, "base64url"), ITERATIONS, 32, "sha256", (error, key) =>
      error === null ? resolve(base64url(key)) : reject(error),
    ),
  );
}
