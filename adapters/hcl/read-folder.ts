import { readdirSync, realpathSync, statSync } from "node:fs";
import { join, normalize } from "node:path";
import { accept, type Problem, quote, type Result, refuse, refuseAll } from "../../core/errors.js";
import { append } from "../../core/json/append.js";
import { configuredModule } from "../../core/terraform/configuration/configured-module.js";
import type { HclBlock } from "../../core/terraform/configuration/hcl-lines.js";
import { moduleSource } from "../../core/terraform/configuration/module-source.js";
import { withLines } from "../../core/terraform/configuration/written-place.js";
import type { TerraformErrorCode } from "../../core/terraform/error-codes.js";
import type { InputFile } from "../../core/terraform/input-file.js";
import { type InstalledModules, installedModules, staleness } from "./installed-modules.js";
import { labelProblems, parseHcl } from "./parse-hcl.js";

/** Module calls of one project, counted once for every way that leads to them; real ones have some hundred. */
const MOST_CALLS = 5_000;

/** How the files are read: within the caller's limits, with the caller's problems. */
export interface FileReader<Code extends string> {
  json(path: string): Result<unknown, Code>;
  text(path: string): Result<string, Code>;
}

type Code<Own extends string> = Own | TerraformErrorCode;

/**
 * The files of a Terraform configuration: those of the folder, and those of every module that it calls, by its path or as
 * `terraform init` installed it. Where a module is not installed, a file without content says so.
 *
 * A module may lie outside the folder, as Terraform has it.
 *
 * @throws what the file system throws
 */
export async function readConfigurationFolder<Own extends string>(
  folder: string,
  reader: FileReader<Own>,
): Promise<Result<InputFile[], Code<Own>>> {
  const installed = installedModules(folder, reader.json);
  return installed.ok ? new FolderReader(folder, reader, installed.value).read() : installed;
}

/** Whether Terraform reads the file as configuration; what editors leave behind it does not. */
function isConfiguration(name: string): boolean {
  return /\.tf(?:\.json)?$/u.test(name) && !/^\.|~$|^#.*#$/u.test(name);
}

/** The names of the files of a folder that Terraform reads as configuration, in order; it passes over folders. */
export function configurationIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && isConfiguration(entry.name))
    .map(({ name }) => name)
    .sort();
}

/**
 * One file of a folder, as JSON, whatever it is written in.
 *
 * @param kind what stands in it: blocks, or values of variables
 */
export async function readConfigurationFile<Own extends string>(
  path: string,
  reader: FileReader<Own>,
  kind: "blocks" | "values",
): Promise<Result<InputFile, Code<Own>>> {
  if (path.endsWith(".json")) {
    const json = reader.json(path);
    return json.ok ? accept({ path, json: json.value }) : json;
  }
  const text = reader.text(path);
  if (!text.ok) return text;
  const parsed = await parseHcl(path, text.value);
  if (!parsed.ok) return parsed;
  const { json, lines, comments, blocks } = parsed.value;
  const problems = kind === "values" ? blockProblems(path, blocks) : labelProblems(path, blocks);
  return problems.length > 0 ? refuseAll(problems) : accept({ path, json, lines, comments });
}

class FolderReader<Own extends string> {
  readonly #root: string;
  readonly #reader: FileReader<Own>;
  readonly #installed: InstalledModules;
  /** By folder; a module that is called twice is read once. */
  readonly #files = new Map<string, readonly InputFile[]>();
  #calls = 0;

  constructor(root: string, reader: FileReader<Own>, installed: InstalledModules) {
    this.#root = root;
    this.#reader = reader;
    this.#installed = installed;
  }

  async read(): Promise<Result<InputFile[], Code<Own>>> {
    const files: InputFile[] = [];
    const problem = await this.#module(this.#root, undefined, [], files);
    return problem === undefined ? accept(files) : withLines(problem, files);
  }

  /** Adds the files of a module and of those that it calls; answers with what is wrong. */
  async #module(
    folder: string,
    called: string | undefined,
    outer: readonly string[],
    files: InputFile[],
  ): Promise<Result<never, Code<Own>> | undefined> {
    const real = realpathSync(folder);
    const read = await this.#filesOf(folder, real);
    if (!read.ok) return read;
    const own = called === undefined ? read.value : read.value.map((file) => ({ ...file, called }));
    append(files, own);
    // A folder without configuration is a module that makes nothing.
    if (own.length === 0 && called !== undefined) files.push({ path: folder, json: {}, called });
    for (const { name, body, where } of configuredModule(folder, false, read.value).calls.values()) {
      this.#calls += 1;
      if (this.#calls > MOST_CALLS) return refuse(tooManyCalls(where));
      const key = called === undefined ? name : `${called}.${name}`;
      const { kind, source } = moduleSource(body);
      const absent = (why: string) => files.push({ path: where, json: {}, called: key, absent: why });
      if (kind === "none") {
        absent("the call does not say where the module comes from");
        continue;
      }
      const entry = this.#installed.get(key);
      const stale = kind === "remote" ? staleness(entry, body) : undefined;
      if (stale !== undefined) {
        absent(`${stale}: run terraform init`);
        continue;
      }
      const inside = kind === "remote" ? join(this.#root, entry?.folder ?? "") : join(folder, source);
      if (!isFolder(inside)) {
        if (kind === "local") return refuse(missingModule(source, where));
        absent(`the module ${source} is no longer where terraform init installed it: run it again`);
        continue;
      }
      if (kind === "remote" && configurationIn(inside).length === 0) {
        absent(`the module ${source} is empty where terraform init installed it: run it again`);
        continue;
      }
      const around = [...outer, real];
      if (around.includes(realpathSync(inside))) return refuse(moduleCycle(source, where));
      const problem = await this.#module(normalize(inside), key, around, files);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  async #filesOf(folder: string, real: string): Promise<Result<readonly InputFile[], Code<Own>>> {
    const known = this.#files.get(real);
    if (known !== undefined) return accept(known);
    const files: InputFile[] = [];
    for (const name of configurationIn(folder)) {
      const file = await readConfigurationFile(join(folder, name), this.#reader, "blocks");
      if (!file.ok) return file;
      files.push(file.value);
    }
    this.#files.set(real, files);
    return accept(files);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The blocks of a file that assigns values to variables, where Terraform takes arguments alone. */
function blockProblems(path: string, blocks: readonly HclBlock[]): Problem<TerraformErrorCode>[] {
  return blocks.map(({ type, line }) => ({
    code: "CORDON_VARIABLE_MALFORMED",
    summary: "a block assigns nothing to a variable",
    got: `${type} { ... }`,
    allowed: "names with literal values",
    fix: `write ${type} = { ... }`,
    where: `${path}:${line}`,
  }));
}

function missingModule(source: string, where: string): Problem<TerraformErrorCode> {
  return {
    code: "CORDON_MODULE_MISSING",
    summary: "the folder of the module does not exist",
    got: quote(source),
    allowed: "the path of a folder, from the module that calls it",
    fix: "correct the source, or bring the folder back",
    where,
  };
}

function moduleCycle(source: string, where: string): Problem<TerraformErrorCode> {
  return {
    code: "CORDON_MODULE_CYCLE",
    summary: "the module calls itself, or a module around it",
    got: quote(source),
    allowed: "modules that end somewhere",
    fix: "take the call out",
    where,
  };
}

function tooManyCalls(where: string): Problem<TerraformErrorCode> {
  return {
    code: "CORDON_MODULE_CYCLE",
    summary: "the configuration calls too many modules",
    got: `more than ${MOST_CALLS} calls`,
    allowed: `at most ${MOST_CALLS}`,
    fix: "use for_each instead of many calls",
    where,
  };
}
