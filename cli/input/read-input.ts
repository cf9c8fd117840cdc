import { readdirSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, normalize, resolve } from "node:path";
import { systemProblem } from "../../adapters/files/file-problem.js";
import type { GivenValue } from "../../adapters/hcl/assigned-values.js";
import { accept, quote, type Result, refuse } from "../../core/errors.js";
import { append } from "../../core/json/append.js";
import type { JsonErrorCode } from "../../core/json/error-codes.js";
import { isJsonObject, member } from "../../core/json/values.js";
import type { TerraformErrorCode } from "../../core/terraform/error-codes.js";
import type { InputFile } from "../../core/terraform/input-file.js";
import type { InputErrorCode, InputProblem } from "./error-codes.js";
import {
  type ByteBudget,
  INPUT_FILE_CODES,
  MOST_INPUT_BYTES,
  ofInput,
  readConfigurationJson,
  readDocumentFile,
  readDocumentText,
} from "./read-json-file.js";

/** What an input was read as. */
export interface ReadInput {
  readonly files: readonly InputFile[];
  /** What the user should know about the input, a sentence each. */
  readonly warnings: readonly string[];
}

/** What an input is read as: an earlier one need not declare every variable that options assign. */
export type InputRole = "current" | "earlier";

type Code = InputErrorCode | JsonErrorCode | TerraformErrorCode;

/**
 * The files of one input: every stack of a cdktf.out folder, the Terraform configuration of another folder with the modules
 * that it calls, or one file.
 *
 * Problems: every code of {@link INPUT_ERROR_CODES}, and of a configuration also CORDON_CONFIGURATION_SYNTAX,
 * CORDON_JSON_DUPLICATE_KEY, CORDON_JSON_TOO_DEEP, CORDON_DOCUMENT_TOO_DEEP, CORDON_MODULE_MISSING, CORDON_MODULE_CYCLE, CORDON_VARIABLE_UNDECLARED and
 * CORDON_VARIABLE_MALFORMED, each with its file.
 *
 * @param given values for the variables of a configuration
 */
export function readInput(
  path: string,
  given: readonly GivenValue[] = [],
  role: InputRole = "current",
): Promise<Result<ReadInput, Code>> {
  return readInputs([path], given, role);
}

/**
 * The files of several paths, which are one input: each path as {@link readInput} reads it, all within one bound of memory.
 *
 * Problems: as of {@link readInput}, each with its file.
 */
export async function readInputs(
  paths: readonly string[],
  given: readonly GivenValue[] = [],
  role: InputRole = "current",
): Promise<Result<ReadInput, Code>> {
  const budget: ByteBudget = { left: MOST_INPUT_BYTES };
  const files: InputFile[] = [];
  const warnings: string[] = [];
  const before = new Set<string>();
  for (const path of paths) {
    const read = await readOne(path, given, role, budget);
    if (!read.ok) return read;
    // A file that an earlier path names too is there once.
    const own = read.value.files.filter((file) => !before.has(resolve(file.path)));
    for (const file of own) before.add(resolve(file.path));
    const root = resolve(statSync(path).isDirectory() ? path : dirname(path));
    // Each folder is a root module of its own.
    append(
      files,
      paths.length === 1 ? own : own.map((file) => (file.stack === undefined ? { ...file, root } : file)),
    );
    append(warnings, read.value.warnings);
  }
  return accept({ files, warnings });
}

async function readOne(
  path: string,
  given: readonly GivenValue[],
  role: InputRole,
  budget: ByteBudget,
): Promise<Result<ReadInput, Code>> {
  try {
    const names = statSync(path).isDirectory() ? readdirSync(path).sort() : undefined;
    if (names !== undefined && !names.includes("manifest.json"))
      return await readFolder(path, names, { given, role }, budget);
    if (given.length > 0 && role === "current") return refuse(noVariables(path));
    const files = names === undefined ? readFiles([{ path }], budget) : readStacks(path, budget);
    return files.ok ? accept({ files: files.value, warnings: [] }) : files;
  } catch (error) {
    return refuse(ofInput(systemProblem(INPUT_FILE_CODES, error, path)));
  }
}

async function readFolder(
  path: string,
  names: readonly string[],
  options: { readonly given: readonly GivenValue[]; readonly role: InputRole },
  budget: ByteBudget,
): Promise<Result<ReadInput, Code>> {
  // Only a folder of configuration needs them.
  const { configurationIn, readConfigurationFolder } = await import("../../adapters/hcl/read-folder.js");
  const { readAssignedValues } = await import("../../adapters/hcl/assigned-values.js");
  if (configurationIn(path).length === 0) return refuse(nothingIn(path, names));
  const reader = {
    json: (file: string) => readConfigurationJson(file, budget),
    text: (file: string) => readDocumentText(file, budget),
  };
  const configuration = await readConfigurationFolder(path, reader);
  if (!configuration.ok) return configuration;
  const root = configuration.value.filter(({ called }) => called === undefined);
  const values = { given: options.given, mayBeUndeclared: options.role === "earlier" };
  const assigned = await readAssignedValues(path, names, root, values, reader);
  if (!assigned.ok) return assigned;
  const { files, warnings } = assigned.value;
  return accept({ files: [...configuration.value, ...files], warnings });
}

/** Reads the files in order, and stops at the first that cannot be read. */
function readFiles(
  files: readonly Omit<InputFile, "json">[],
  budget: ByteBudget,
): Result<InputFile[], InputErrorCode> {
  const read: InputFile[] = [];
  for (const file of files) {
    const json = readDocumentFile(file.path, budget);
    if (!json.ok) return json;
    read.push({ ...file, json: json.value });
  }
  return accept(read);
}

/** The stacks that a manifest of CDKTF lists (`synthesizedStackPath` of each, relative to the folder). */
function readStacks(folder: string, budget: ByteBudget): Result<InputFile[], InputErrorCode> {
  const manifest = join(folder, "manifest.json");
  const json = readDocumentFile(manifest, budget);
  if (!json.ok) return json;
  const stacks = member(json.value, "stacks");
  if (!isJsonObject(stacks)) return refuse(badManifest(manifest, quote(stacks), "an object of stacks"));
  const files: Omit<InputFile, "json">[] = [];
  for (const [stack, entry] of Object.entries(stacks)) {
    const stated = member(entry, "synthesizedStackPath");
    const inside = typeof stated === "string" ? normalize(stated) : "..";
    if (isAbsolute(inside) || inside.startsWith(".."))
      return refuse(
        badManifest(manifest, quote(stated), `a synthesizedStackPath of ${quote(stack)} inside the folder`),
      );
    files.push({ path: join(folder, inside), stack });
  }
  return readFiles(files, budget);
}

function badManifest(where: string, got: string, allowed: string): InputProblem {
  const summary = "the manifest is not one that CDKTF writes";
  return { code: "CORDON_INPUT_MANIFEST", summary, got, allowed, fix: "run cdktf synth again", where };
}

function noVariables(where: string): InputProblem {
  return {
    code: "CORDON_INPUT_WITHOUT_VARIABLES",
    summary: "the input takes no values for variables",
    got: "--var or --var-file",
    allowed: "a folder of *.tf or *.tf.json files: plans, states and stacks have their values",
    fix: "leave the option out",
    where,
  };
}

function nothingIn(path: string, names: readonly string[]): InputProblem {
  const nested = names.includes("cdktf.out");
  return {
    code: "CORDON_INPUT_MISSING",
    summary: "the folder holds nothing that can be checked",
    got: quote(names.slice(0, 5)),
    allowed: "a cdktf.out folder with its manifest.json, or a folder of *.tf or *.tf.json files",
    fix: nested
      ? `check ${join(path, "cdktf.out")}`
      : "name the folder of the root module, or run cdktf synth first",
    where: path,
  };
}
