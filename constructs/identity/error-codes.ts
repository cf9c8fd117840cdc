import type { Problem } from "../../core/errors.js";

/** Every error code of the constructs of identity, with what it means. `docs/errors.md` is generated from it. */
export const AUTHENTICATOR_ERROR_CODES = {
  CORDON_AUTHENTICATOR_SETTING_REFUSED: "A setting of an authenticator cannot be used.",
  CORDON_AUTHENTICATOR_DOMAIN_MISSING:
    "An authenticator has no domain of its own: outside development, or with the policy engine in another stack.",
  CORDON_AUTHENTICATOR_RELYING_PARTY:
    "The id of a relying party is nobody's domain, or one for which no browser makes a passkey.",
  CORDON_AUTHENTICATOR_ORIGIN:
    "An origin is not secure, or does not belong to the relying party, so that no passkey works there.",
  CORDON_AUTHENTICATOR_COOKIE_DOMAIN:
    "A cookie of an authenticator would have a Domain attribute, and be sent to other hosts.",
  CORDON_AUTHENTICATOR_FILE:
    "A file that an authenticator takes along cannot be read, or is not what it must be.",
  CORDON_AUTHENTICATOR_ENGINE_MISSING:
    "No policy engine believes an authenticator, whose registry it would write.",
  CORDON_AUTHENTICATOR_ENGINE_TWICE: "Two policy engines with a registry each believe one authenticator.",
} as const;

/** An error code of the constructs of identity. */
export type AuthenticatorErrorCode = keyof typeof AUTHENTICATOR_ERROR_CODES;

/** A problem of the constructs of identity. */
export type AuthenticatorProblem = Problem<AuthenticatorErrorCode>;
