import { join } from "node:path";
import { accept, type Problem, quote, type Result, refuse } from "../../core/errors.js";
import { isJsonObject, member } from "../../core/json/values.js";
import {
  configuredModule,
  type DeclaredVariable,
} from "../../core/terraform/configuration/configured-module.js";
import { constantJson } from "../../core/terraform/configuration/constant-json.js";
import { parseTypeConstraint } from "../../core/terraform/configuration/type-constraint.js";
import type { TerraformErrorCode } from "../../core/terraform/error-codes.js";
import type { InputFile } from "../../core/terraform/input-file.js";
import { parseHcl } from "./parse-hcl.js";
import { type FileReader, readConfigurationFile } from "./read-folder.js";

/** A value for variables that an option gives. */
export type GivenValue =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "value"; readonly name: string; readonly text: string };

/** Values of variables, in the order in which a later one wins. */
export interface AssignedValues {
  readonly files: readonly InputFile[];
  /** Assignments in files to variables that are not declared, one sentence each; Terraform warns of them too. */
  readonly warnings: readonly string[];
}

/**
 * The values that files of the folder and options assign to its variables.
 *
 * Source: Terraform language, "Variable Definition Precedence": `terraform.tfvars`, `terraform.tfvars.json`,
 * `*.auto.tfvars` and `*.auto.tfvars.json` by name, then options in their order.
 *
 * @param names of the files of the folder
 * @param root the files of the root module
 */
export async function readAssignedValues<Own extends string>(
  folder: string,
  names: readonly string[],
  root: readonly InputFile[],
  { given, mayBeUndeclared }: { readonly given: readonly GivenValue[]; readonly mayBeUndeclared: boolean },
  reader: FileReader<Own>,
): Promise<Result<AssignedValues, Own | TerraformErrorCode>> {
  const { variables } = configuredModule(folder, false, root);
  const files: InputFile[] = [];
  const warnings: string[] = [];
  const standard = ["terraform.tfvars", "terraform.tfvars.json"].filter((name) => names.includes(name));
  const automatic = names.filter((name) => /\.auto\.tfvars(?:\.json)?$/u.test(name)).sort();
  const found = [...standard, ...automatic].map(
    (name): GivenValue => ({ kind: "file", path: join(folder, name) }),
  );
  for (const one of [...found, ...given]) {
    if (one.kind === "value" && !variables.has(one.name)) {
      if (!mayBeUndeclared) return refuse(undeclared(one.name));
      continue;
    }
    const read =
      one.kind === "file"
        ? await valuesIn(one.path, reader)
        : await assignmentOf(one, variables.get(one.name));
    if (!read.ok) return read;
    files.push(read.value);
    for (const name of Object.keys(isJsonObject(read.value.json) ? read.value.json : {}))
      if (!variables.has(name))
        warnings.push(`${read.value.path}: the configuration declares no variable ${quote(name)}`);
  }
  return accept({ files, warnings });
}

async function valuesIn<Own extends string>(
  path: string,
  reader: FileReader<Own>,
): Promise<Result<InputFile, Own | TerraformErrorCode>> {
  const read = await readConfigurationFile(path, reader, "values");
  if (!read.ok) return read;
  const { json } = read.value;
  const constant = path.endsWith(".json") ? { json } : constantJson(json);
  if (isJsonObject(constant.json) && constant.open === undefined)
    return accept({ ...read.value, json: constant.json, variables: true });
  return refuse(notLiteral(constant.open ?? quote(json), path));
}

/** Terraform takes text as it stands for a variable of a primitive type or without a type, and as HCL for all others. */
async function assignmentOf(
  { name, text }: GivenValue & { kind: "value" },
  variable: DeclaredVariable | undefined,
): Promise<Result<InputFile, TerraformErrorCode>> {
  if (variable === undefined) return refuse(undeclared(name));
  const path = `--var ${name}`;
  const type = variable.type === undefined ? undefined : parseTypeConstraint(variable.type);
  if (type === undefined || ["string", "number", "bool"].includes(type.kind))
    return accept({ path, json: { [name]: text }, variables: true });
  const parsed = await parseHcl(path, `value = ${text}`);
  if (!parsed.ok) return parsed;
  const { json, open } = constantJson(member(parsed.value.json, "value"));
  return open === undefined && Object.keys(parsed.value.json as object).length === 1
    ? accept({ path, json: { [name]: json }, variables: true })
    : refuse(notLiteral(open ?? text, path));
}

function undeclared(name: string): Problem<TerraformErrorCode> {
  return {
    code: "CORDON_VARIABLE_UNDECLARED",
    summary: "the configuration declares no such variable",
    got: quote(name),
    allowed: "a variable block of the root module",
    fix: "correct the name, or declare the variable",
    where: "--var",
  };
}

function notLiteral(got: string, where: string): Problem<TerraformErrorCode> {
  return {
    code: "CORDON_VARIABLE_MALFORMED",
    summary: "the value of a variable is not a literal",
    got: quote(got),
    allowed: "names with literal values: Terraform evaluates no references and functions there",
    fix: "write the value itself",
    where,
  };
}
