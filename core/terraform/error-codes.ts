/** Every error code of reading a Terraform document, with what it means. `docs/errors.md` is generated from it. */
export const TERRAFORM_ERROR_CODES = {
  CORDON_DOCUMENT_NOT_TERRAFORM:
    "The document is neither Terraform JSON configuration nor the output of `terraform show -json`.",
  CORDON_DOCUMENT_TOO_DEEP: "The document is nested more deeply than Terraform ever writes.",
  CORDON_DOCUMENT_MALFORMED: "A part of the document has another shape than Terraform gives it.",
  CORDON_DOCUMENT_TWICE: "Two documents of the input manage the same thing.",
  CORDON_CONFIGURATION_SYNTAX: "The file or value is not HCL, the language of Terraform.",
  CORDON_MODULE_MISSING: "A module that the configuration calls by its path is not there.",
  CORDON_MODULE_CYCLE: "A module calls itself, or more modules are called than a project has.",
  CORDON_VARIABLE_UNDECLARED:
    "An option assigns a value to a variable that the configuration does not declare.",
  CORDON_VARIABLE_MALFORMED: "The value of a variable is not written as Terraform takes it.",
  CORDON_SOURCE_DIFFERS: "The configuration given with a plan is not the one that was planned.",
  CORDON_SOURCE_AMBIGUOUS: "Several configurations given with a plan fit it.",
  CORDON_SOURCE_WITHOUT_PLAN: "A configuration is given beside an input that is not a plan.",
  CORDON_INSTANCES_INVALID: "The count or for_each of a block has a value that Terraform refuses.",
  CORDON_REFERENCE_CYCLE: "References or locals of the document form a cycle.",
} as const;

/** An error code of reading a Terraform document. */
export type TerraformErrorCode = keyof typeof TERRAFORM_ERROR_CODES;
