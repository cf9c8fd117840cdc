import { readdirSync, statSync } from "node:fs";
import { isAbsolute, join, normalize, resolve } from "node:path";
import { systemProblem } from "../../adapters/files/file-problem.js";
import { accept, quote, type Result, refuse } from "../../core/errors.js";
import { isJsonObject, member } from "../../core/json/values.js";
import type { InputFile } from "../../core/terraform/input-file.js";
import type { InputErrorCode, InputProblem } from "./error-codes.js";
import {
  type ByteBudget,
  INPUT_FILE_CODES,
  MOST_INPUT_BYTES,
  ofInput,
  readDocumentFile,
} from "./read-json-file.js";

/**
 * The files of one input: every stack of a cdktf.out folder, every `*.tf.json` of another folder, or one file.
 *
 * Problems: every code of {@link INPUT_ERROR_CODES}, each with its file.
 */
export function readInput(path: string): Result<InputFile[], InputErrorCode> {
  return readInputs([path]);
}

/**
 * The files of several paths, which are one input: each path as {@link readInput} reads it, all within one bound of memory.
 *
 * Problems: every code of {@link INPUT_ERROR_CODES}, each with its file.
 */
export function readInputs(paths: readonly string[]): Result<InputFile[], InputErrorCode> {
  const budget: ByteBudget = { left: MOST_INPUT_BYTES };
  const files = new Map<string, InputFile>();
  for (const path of paths) {
    const read = readOne(path, budget);
    if (!read.ok) return read;
    // A file that two paths name is there once.
    for (const file of read.value) files.set(resolve(file.path), file);
  }
  return accept([...files.values()]);
}

function readOne(path: string, budget: ByteBudget): Result<InputFile[], InputErrorCode> {
  try {
    if (!statSync(path).isDirectory()) return readFiles([{ path }], budget);
    const names = readdirSync(path).sort();
    if (names.includes("manifest.json")) return readStacks(path, budget);
    const configurations = names.filter((name) => name.endsWith(".tf.json"));
    if (configurations.length === 0) return refuse(nothingIn(path, names));
    const documents = configurations.map((name) => ({ path: join(path, name) }));
    return readFiles([...documents, ...assignments(path, names)], budget);
  } catch (error) {
    return refuse(ofInput(systemProblem(INPUT_FILE_CODES, error, path)));
  }
}

/**
 * The files from which Terraform takes values of variables, in its order: a later one wins.
 *
 * Source: Terraform language, "Variable Definition Precedence".
 */
function assignments(folder: string, names: readonly string[]): Omit<InputFile, "json">[] {
  const standard = ["terraform.tfvars", "terraform.tfvars.json"].filter((name) => names.includes(name));
  const automatic = names.filter((name) => /\.auto\.tfvars(?:\.json)?$/.test(name));
  return [...standard, ...automatic].map((name) => ({ path: join(folder, name), variables: true }));
}

/** Reads the files in order, and stops at the first that cannot be read. */
function readFiles(
  files: readonly Omit<InputFile, "json">[],
  budget: ByteBudget,
): Result<InputFile[], InputErrorCode> {
  const read: InputFile[] = [];
  for (const file of files) {
    // Variables written in HCL stay open.
    if (file.variables === true && !file.path.endsWith(".json")) {
      read.push({ ...file, json: null });
      continue;
    }
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

function nothingIn(path: string, names: readonly string[]): InputProblem {
  const hcl = names.some((name) => name.endsWith(".tf"));
  const nested = names.includes("cdktf.out");
  return {
    code: "CORDON_INPUT_MISSING",
    summary: "the folder holds nothing that can be checked",
    got: hcl ? "a folder of HCL files" : quote(names.slice(0, 5)),
    allowed: "a cdktf.out folder with its manifest.json, or a folder of *.tf.json files",
    fix: hcl
      ? "run terraform plan -out=plan and terraform show -json plan > plan.json, and check plan.json"
      : nested
        ? `check ${join(path, "cdktf.out")}`
        : "run cdktf synth first",
    where: path,
  };
}
