import type { AccessErrorCode } from "./access/error-codes.js";
import type { CheckErrorCode } from "./check/error-codes.js";
import type { ContractErrorCode } from "./contracts/error-codes.js";
import type { DetectionErrorCode } from "./detection/error-codes.js";
import type { GuardrailErrorCode } from "./guardrails/error-codes.js";
import type { IdentityErrorCode } from "./identity/error-codes.js";
import type { JsonErrorCode } from "./json/error-codes.js";
import type { NetworkErrorCode } from "./network/error-codes.js";
import type { SettingErrorCode } from "./options/error-codes.js";
import type { PolicyErrorCode } from "./policy/language/error-codes.js";
import type { ReachabilityErrorCode } from "./reachability/error-codes.js";
import type { TerraformErrorCode } from "./terraform/error-codes.js";

/** Every error code of core. A room with a table of its own adds it here; `docs/errors.md` says what they mean. */
export type CoreErrorCode =
  | AccessErrorCode
  | CheckErrorCode
  | ContractErrorCode
  | DetectionErrorCode
  | GuardrailErrorCode
  | IdentityErrorCode
  | JsonErrorCode
  | NetworkErrorCode
  | PolicyErrorCode
  | ReachabilityErrorCode
  | SettingErrorCode
  | TerraformErrorCode;
