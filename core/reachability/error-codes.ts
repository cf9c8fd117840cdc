import type { Problem } from "../errors.js";

/** Every error code of reading a Terraform document, with what it means. `docs/errors.md` is generated from it. */
export const REACHABILITY_ERROR_CODES = {
  CORDON_DOCUMENT_NOT_TERRAFORM:
    "The document is neither Terraform JSON configuration nor the output of `terraform show -json`.",
  CORDON_DOCUMENT_WITHOUT_AWS: "The document declares no AWS resource, so there is nothing to prove.",
  CORDON_DOCUMENT_TOO_DEEP: "The document is nested more deeply than Terraform ever writes.",
  CORDON_DOCUMENT_MALFORMED: "A part of the document has another shape than Terraform gives it.",
  CORDON_REFERENCE_CYCLE: "References or locals of the document form a cycle.",
  CORDON_NETWORK_TOO_DENSE: "The network has more edges than can be listed.",
  CORDON_RULE_INVALID: "A security-group rule or ACL entry holds a value that AWS refuses.",
} as const;

/** An error code of reading a Terraform document. */
export type ReachabilityErrorCode = keyof typeof REACHABILITY_ERROR_CODES;

/** A problem of reading a Terraform document. */
export type ReachabilityProblem = Problem<ReachabilityErrorCode>;
