import type { Passkey, Person } from "./person.js";

/** Authentication assurance levels as the acr claim names them (NIST SP 800-63B-4 section 2). */
export type AssuranceLevel = "aal1" | "aal2" | "aal3";

/** The number by which policies compare levels. */
export const LEVELS: Readonly<Record<AssuranceLevel, number>> = { aal1: 1, aal2: 2, aal3: 3 };

/** What an authentication proved: the acr and amr claims (RFC 8176). */
export interface Authentication {
  readonly acr: AssuranceLevel;
  readonly amr: readonly string[];
}

/** What was checked, whatever it was checked with. */
export type Proof =
  | { readonly with: "password" }
  | { readonly with: "password-and-totp" }
  | { readonly with: "passkey"; readonly passkey: Pick<Passkey, "handedOut" | "backupEligible"> }
  | { readonly with: "recovery-and-password" }
  | { readonly with: "recovery-and-invitation" };

/**
 * The level and methods of a proof.
 *
 * A passkey reaches `aal3` only where the operator handed the key out and it cannot be copied (SP 800-63B-4 sections
 * 2.3 and 3.1.7.4): without attestation nothing else says what the key lives in.
 */
export function authenticationBy(proof: Proof): Authentication {
  switch (proof.with) {
    case "password":
      return { acr: "aal1", amr: ["pwd"] };
    case "password-and-totp":
      return { acr: "aal2", amr: ["pwd", "otp", "mfa"] };
    case "passkey": {
      const isHardware = proof.passkey.handedOut && !proof.passkey.backupEligible;
      return { acr: isHardware ? "aal3" : "aal2", amr: ["webauthn", "user", "mfa"] };
    }
    case "recovery-and-password":
      return { acr: "aal1", amr: ["pwd", "recovery"] };
    case "recovery-and-invitation":
      return { acr: "aal1", amr: ["recovery"] };
  }
}

/** The level that changes of the account ask for: the best that the person's factors give, where `aal2` suffices. */
export function levelForChanges({
  password,
  totp,
  passkeys,
}: Pick<Person, "password" | "totp" | "passkeys">): number {
  return passkeys.length > 0 || (password !== undefined && totp !== undefined) ? LEVELS.aal2 : LEVELS.aal1;
}
