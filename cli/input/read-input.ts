import { readdir, stat } from "node:fs/promises";
import { isAbsolute, join, normalize } from "node:path";
import { accept, quote, type Result, refuse } from "../../core/errors.js";
import type { InputFile } from "../../core/terraform/input-file.js";
import type { InputErrorCode, InputProblem } from "./error-codes.js";
import { type ByteBudget, MOST_INPUT_BYTES, readJsonFile, unreadable } from "./read-json-file.js";

/**
 * The files of one input: every stack of a cdktf.out folder, every `*.tf.json` of another folder, or one file.
 *
 * Problems: every code of {@link INPUT_ERROR_CODES}, each with its file.
 */
export async function readInput(path: string): Promise<Result<InputFile[], InputErrorCode>> {
  const budget: ByteBudget = { left: MOST_INPUT_BYTES };
  try {
    if (!(await stat(path)).isDirectory()) return await readFiles([{ path }], budget);
    const names = (await readdir(path)).sort();
    if (names.includes("manifest.json")) return await readStacks(path, budget);
    const configurations = names.filter((name) => name.endsWith(".tf.json"));
    if (configurations.length === 0) return refuse(nothingIn(path, names));
    const documents = configurations.map((name) => ({ path: join(path, name) }));
    return await readFiles([...documents, ...assignments(path, names)], budget);
  } catch (error) {
    return refuse(unreadable(path, error));
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
async function readFiles(
  files: readonly Omit<InputFile, "json">[],
  budget: ByteBudget,
): Promise<Result<InputFile[], InputErrorCode>> {
  const read: InputFile[] = [];
  for (const file of files) {
    // Variables written in HCL stay open.
    if (file.variables === true && !file.path.endsWith(".json")) {
      read.push({ ...file, json: null });
      continue;
    }
    const json = await readJsonFile(file.path, budget);
    if (!json.ok) return json;
    read.push({ ...file, json: json.value });
  }
  return accept(read);
}

/** The stacks that a manifest of CDKTF lists (`synthesizedStackPath` of each, relative to the folder). */
async function readStacks(folder: string, budget: ByteBudget): Promise<Result<InputFile[], InputErrorCode>> {
  const manifest = join(folder, "manifest.json");
  const json = await readJsonFile(manifest, budget);
  if (!json.ok) return json;
  const stacks = json.value instanceof Object && "stacks" in json.value ? json.value.stacks : undefined;
  if (!(stacks instanceof Object) || Array.isArray(stacks))
    return refuse(badManifest(manifest, quote(stacks), "an object of stacks"));
  const files: Omit<InputFile, "json">[] = [];
  for (const [stack, entry] of Object.entries(stacks)) {
    const stated =
      entry instanceof Object ? (entry as { synthesizedStackPath?: unknown }).synthesizedStackPath : null;
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
