/** Every error code of options that belong to no capability with a code of its own. `docs/errors.md` is generated from it. */
export const SETTING_ERROR_CODES = {
  CORDON_SETTING_REFUSED:
    "An option or argument of the library is misspelt, missing, or of a type or value that is not taken.",
} as const;

/** An error code of options. */
export type SettingErrorCode = keyof typeof SETTING_ERROR_CODES;
