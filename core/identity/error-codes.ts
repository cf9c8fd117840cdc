/** Every error code of the authenticator's configuration, with what it means. `docs/errors.md` is generated from it. */
export const IDENTITY_ERROR_CODES = {
  CORDON_IDENTITY_FILE_INVALID: "`local.json` of an authenticator on this machine cannot be used.",
} as const;

/** An error code of the authenticator's configuration. */
export type IdentityErrorCode = keyof typeof IDENTITY_ERROR_CODES;
