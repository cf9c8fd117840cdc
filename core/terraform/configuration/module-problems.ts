import { type Problem, quote } from "../../errors.js";
import type { TerraformErrorCode } from "../error-codes.js";
import { isBlock, type Value } from "../value.js";
import { BLOCK_LABELS } from "./block-labels.js";

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

/** A value of a variable that its type does not take. */
export function typeMisfit(variable: string, type: string, part: Value): Problem<TerraformErrorCode> {
  return {
    code: "CORDON_VARIABLE_MALFORMED",
    summary: `the value does not fit the type of ${variable}`,
    got: isBlock(part) ? `an object with ${quote([...part.keys()].slice(0, 5))}` : quote(part),
    allowed: type.replace(/^\$\{(.*)\}$/su, "$1"),
    fix: "write a value of that type, or correct the type",
  };
}

/** An `import` block in a module that is called. */
export function importInModule(): Problem<TerraformErrorCode> {
  return {
    code: "CORDON_DOCUMENT_MALFORMED",
    summary: "an import block stands in a module that is called",
    got: "import",
    allowed: "import blocks in the root module, whose addresses may lead into modules",
    fix: "write it in the root module",
  };
}

/** An argument of a module call that the module does not declare. */
export function undeclaredArgument(name: string): Problem<TerraformErrorCode> {
  return {
    code: "CORDON_VARIABLE_UNDECLARED",
    summary: "the module that is called declares no such variable",
    got: quote(name),
    allowed: "variables of the module, source, version, count, for_each, providers and depends_on",
    fix: "correct the name, or declare the variable in the module",
  };
}

/** Something at the top of a file that is none of Terraform's blocks. */
export function unknownBlock(name: string): Problem<TerraformErrorCode> {
  return {
    code: "CORDON_DOCUMENT_MALFORMED",
    summary: "Terraform has no such block at the top of a file",
    got: quote(name),
    allowed: [...BLOCK_LABELS.keys()].join(", "),
    fix: "correct the name",
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
