/** Every error code of reading a Terraform document, with what it means. `docs/errors.md` is generated from it. */
export const TERRAFORM_ERROR_CODES = {
  CORDON_DOCUMENT_NOT_TERRAFORM:
    "The document is neither Terraform JSON configuration nor the output of `terraform show -json`.",
  CORDON_DOCUMENT_TOO_DEEP: "The document is nested more deeply than Terraform ever writes.",
  CORDON_DOCUMENT_MALFORMED: "A part of the document has another shape than Terraform gives it.",
  CORDON_REFERENCE_CYCLE: "References or locals of the document form a cycle.",
} as const;

/** An error code of reading a Terraform document. */
export type TerraformErrorCode = keyof typeof TERRAFORM_ERROR_CODES;
