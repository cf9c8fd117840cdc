import { type Problem, quote } from "../../errors.js";
import type { TerraformErrorCode } from "../error-codes.js";

/** Something that stands where Terraform has a block. */
export function notABlock(got: unknown): Problem<TerraformErrorCode> {
  return {
    code: "CORDON_DOCUMENT_MALFORMED",
    summary: "this is not a block",
    got: quote(got),
    allowed: "an object, or a list of objects",
    fix: "write the block as Terraform's JSON syntax has it",
  };
}

/** A second block of one address. */
export function duplicateBlock(key: string): Problem<TerraformErrorCode> {
  return {
    code: "CORDON_DOCUMENT_MALFORMED",
    summary: "a block of this name stands in the module already",
    got: quote(key),
    allowed: "one block a name; override files change a block of another file",
    fix: "rename or delete one of them",
  };
}

/** A block of an override file whose base is missing. */
export function nothingToOverride(key: string): Problem<TerraformErrorCode> {
  return {
    code: "CORDON_DOCUMENT_MALFORMED",
    summary: "the override file changes a block that no other file writes",
    got: quote(key),
    allowed: "blocks of the other files of the module",
    fix: "write the block in a file of another name",
  };
}
