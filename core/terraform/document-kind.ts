import type { Problem } from "../errors.js";
import { quote } from "../errors.js";
import { isJsonObject, member } from "../json/values.js";
import { BLOCK_LABELS } from "./configuration/block-labels.js";
import type { TerraformErrorCode } from "./error-codes.js";

/** What a JSON document is. */
export type DocumentKind = "configuration" | "plan" | "state";

/** What the document is, or the problem that it is nothing that we read. */
export function documentKind(json: unknown): DocumentKind | Problem<TerraformErrorCode> {
  if (!isJsonObject(json)) return notTerraform(Array.isArray(json) ? "a list" : quote(json));
  if (member(json, "format_version") !== undefined) {
    if (isJsonObject(member(json, "planned_values"))) return "plan";
    // An empty state has no values at all.
    if (member(json, "terraform_version") !== undefined || isJsonObject(member(json, "values")))
      return "state";
    return notTerraform("a document with a format_version but without planned_values or values");
  }
  if (member(json, "serial") !== undefined && Array.isArray(member(json, "resources"))) {
    return {
      ...notTerraform("a raw state file"),
      summary: "this is a raw state file, whose format Terraform keeps to itself",
      fix: "run terraform show -json and check its output",
    };
  }
  if ([...BLOCK_LABELS.keys()].some((property) => member(json, property) !== undefined))
    return "configuration";
  const names = Object.keys(json).filter((name) => name !== "//");
  if (names.length === 0) return "configuration";
  return notTerraform(`an object with ${quote(names.slice(0, 5))}`);
}

function notTerraform(got: string): Problem<TerraformErrorCode> {
  return {
    code: "CORDON_DOCUMENT_NOT_TERRAFORM",
    summary: "this is not a Terraform document",
    got,
    allowed: "a cdktf.out folder, cdk.tf.json, *.tf.json, or the output of terraform show -json",
    fix: "run cdktf synth, or terraform show -json on a plan or state",
  };
}
