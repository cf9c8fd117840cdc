import type { Problem } from "../../core/errors.js";

/** Every error code of reading input files, with what it means. `docs/errors.md` is generated from it. */
export const INPUT_ERROR_CODES = {
  CORDON_INPUT_MISSING: "The file or folder does not exist, or holds nothing that can be checked.",
  CORDON_INPUT_UNREADABLE: "The file or folder cannot be read.",
  CORDON_INPUT_TOO_LARGE: "The files are larger than can be read within the memory bound.",
  CORDON_INPUT_NOT_JSON: "The file is not JSON.",
  CORDON_INPUT_NOT_CHECKABLE: "The file is of Terraform, but in a form that only Terraform itself reads.",
  CORDON_INPUT_NOT_A_PLAN:
    "One input alone is compared with itself only where it is a plan, which holds its prior state.",
  CORDON_INPUT_WITHOUT_VARIABLES: "Values of variables are given to an input that has none.",
  CORDON_INPUT_MANIFEST: "The manifest of the cdktf.out folder is not one that CDKTF writes.",
} as const;

/** An error code of reading input files. */
export type InputErrorCode = keyof typeof INPUT_ERROR_CODES;

/** A problem of reading input files. */
export type InputProblem = Problem<InputErrorCode>;
