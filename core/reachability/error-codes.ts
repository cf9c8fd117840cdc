import type { Problem } from "../errors.js";

/** Every error code of reading a network from resources, with what it means. `docs/errors.md` is generated from it. */
export const REACHABILITY_ERROR_CODES = {
  CORDON_DOCUMENT_WITHOUT_AWS: "The document declares no AWS resource, so there is nothing to prove.",
  CORDON_NETWORK_TOO_DENSE: "The network has more edges than can be listed.",
  CORDON_RULE_INVALID: "A security-group rule or ACL entry holds a value that AWS refuses.",
} as const;

/** An error code of reading a network from resources. */
export type ReachabilityErrorCode = keyof typeof REACHABILITY_ERROR_CODES;

/** A problem of reading a network from resources. */
export type ReachabilityProblem = Problem<ReachabilityErrorCode>;
