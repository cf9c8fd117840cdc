import { readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { accept, type Problem, type Result, refuse, refuseAll } from "../../core/errors.js";
import { append } from "../../core/json/append.js";
import type { PolicySource } from "../../core/policy/language/read-policies.js";
import { type FileCodes, fileProblem, systemProblem } from "./file-problem.js";
import { readText } from "./read-text.js";

/** A folder that lies in itself by way of a link. */
class LinkCycle extends Error {
  readonly folder: string;

  constructor(folder: string) {
    super(`${folder} lies in itself`);
    this.folder = folder;
  }
}

/** A file, or every `*.json` file of a folder and of the folders in it, by name. */
export function readJsonFiles<Code extends string>(
  path: string,
  codes: FileCodes<Code>,
): Result<readonly PolicySource[], Code> {
  const paths = jsonFilesOf(path, codes);
  if (!paths.ok) return paths;
  const files: PolicySource[] = [];
  const problems: Problem<Code>[] = [];
  for (const source of paths.value) {
    const text = readText(source, codes);
    if (text.ok) files.push({ source, text: text.value });
    else append(problems, text.problems);
  }
  return problems.length > 0 ? refuseAll(problems) : accept(files);
}

/**
 * The path of a file itself, or of every `*.json` file of a folder and of the folders in it, by name.
 *
 * Left out is what begins with a dot, and `node_modules`. Links are followed. Refused are a link to a folder that it
 * lies in, a link that leads nowhere, and a folder without such a file.
 */
function jsonFilesOf<Code extends string>(
  path: string,
  codes: FileCodes<Code>,
): Result<readonly string[], Code> {
  try {
    const files = statSync(path).isDirectory() ? filesIn(path, []) : [path];
    if (files.length > 0) return accept(files);
    const summary = "the folder has no *.json file";
    return refuse(fileProblem(codes, "missing", path, { summary, fix: "name the folder that holds them" }));
  } catch (error) {
    if (!(error instanceof LinkCycle)) return refuse(systemProblem(codes, error, path));
    const summary = "the folder lies in itself, by way of a link";
    return refuse(fileProblem(codes, "unreadable", error.folder, { summary, fix: "delete the link" }));
  }
}

/** @throws LinkCycle, and what the file system throws */
function filesIn(folder: string, outer: readonly string[]): string[] {
  const real = realpathSync(folder);
  if (outer.includes(real)) throw new LinkCycle(folder);
  return readdirSync(folder)
    .filter((name) => !name.startsWith(".") && name !== "node_modules")
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return filesIn(path, [...outer, real]);
      return name.endsWith(".json") ? [path] : [];
    });
}
