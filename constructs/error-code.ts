import type { CoreErrorCode } from "../core/error-code.js";
import type { JitErrorCode } from "./access/error-codes.js";
import type { DetectorErrorCode } from "./detection/error-codes.js";
import type { FunctionErrorCode } from "./function/error-codes.js";
import type { AuthenticatorErrorCode } from "./identity/error-codes.js";
import type { PolicyEngineErrorCode } from "./policy/error-codes.js";

/** Every code that a CordonError of this package can carry. The codes are stable; `docs/errors.md` says what they mean. */
export type CordonErrorCode =
  | AuthenticatorErrorCode
  | CoreErrorCode
  | DetectorErrorCode
  | FunctionErrorCode
  | JitErrorCode
  | PolicyEngineErrorCode;
