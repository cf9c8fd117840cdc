import type { Problem } from "../../core/errors.js";

/** Every error code of the policy engine's constructs, with what it means. `docs/errors.md` is generated from it. */
export const POLICY_ENGINE_ERROR_CODES = {
  CORDON_POLICY_ENGINE_POLICIES_UNREADABLE: "The access policies of a policy engine cannot be read.",
  CORDON_POLICY_ENGINE_SETTING_REFUSED: "A setting of a policy engine cannot be used.",
  CORDON_POLICY_ENGINE_SECRET_LITERAL: "A secret stands in the source instead of a Terraform value.",
  CORDON_PROTECT_CACHE_UNSAFE:
    "A cache of the authorizer would share an answer between requests that differ, or keep it for too long.",
  CORDON_PROTECT_ROUTE_UNSEEN: "An API has routes that are declared where they cannot be protected.",
  CORDON_PROTECT_ROUTE_OPEN:
    "A route of a protected API has no authorizer, or another one, without a reason.",
  CORDON_PROTECT_ROUTE_UNKNOWN: "A route is declared open that the API does not have.",
  CORDON_PROTECT_NOT_DEPLOYED:
    "The protection of an API would not reach what is deployed: its stage, its deployment, or a change that Terraform ignores.",
  CORDON_PROTECT_API_UNSUPPORTED: "An API is neither a REST API nor an HTTP API.",
  CORDON_PROTECT_PATH_UNKNOWN:
    "A route of an API with a mapping says nothing about the path, so that the base path could not be told from it.",
  CORDON_PROTECT_ENDPOINT_OPEN: "The execute-api endpoint of an API is open beside its custom domain.",
  CORDON_PROTECT_TWICE: "An API is protected twice.",
} as const;

/** An error code of the policy engine's constructs. */
export type PolicyEngineErrorCode = keyof typeof POLICY_ENGINE_ERROR_CODES;

/** A problem of the policy engine's constructs. */
export type PolicyEngineProblem = Problem<PolicyEngineErrorCode>;
