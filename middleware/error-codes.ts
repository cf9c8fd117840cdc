import type { CoreErrorCode } from "../core/error-code.js";

/** Every error code of the middleware, with what it means. `docs/errors.md` is generated from it. */
export const MIDDLEWARE_ERROR_CODES = {
  CORDON_MIDDLEWARE_OPTION_INVALID: "An option of the middleware cannot be used.",
} as const;

/** An error code of the middleware. */
export type MiddlewareErrorCode = keyof typeof MIDDLEWARE_ERROR_CODES;

/** Every code that a CordonError of the middleware can carry. The codes are stable; `docs/errors.md` says what they mean. */
export type CordonErrorCode = CoreErrorCode | MiddlewareErrorCode;
