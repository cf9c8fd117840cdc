/** Every error code of the middleware, with what it means. `docs/errors.md` is generated from it. */
export const MIDDLEWARE_ERROR_CODES = {
  CORDON_MIDDLEWARE_OPTION_INVALID: "An option of the middleware cannot be used.",
} as const;
