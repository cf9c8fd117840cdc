import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DetectionErrorCode } from "../../core/detection/error-codes.js";
import { CordonError, quote } from "../../core/errors.js";
import { systemProblem } from "../files/file-problem.js";
import { globPattern, staticFolder } from "./glob.js";

/** How a file of the log is read. */
export type LogForm = "parquet" | "json-lines" | "cloudtrail";

/** The files of a log by form, each list sorted. */
export type LogFiles = Readonly<Record<LogForm, readonly string[]>>;

/** Files of each form by the end of their names. CloudTrail writes `.json.gz`. */
const FORMS: readonly (readonly [RegExp, LogForm])[] = [
  [/\.parquet$/iu, "parquet"],
  [/\.(?:jsonl|ndjson)(?:\.gz)?$/iu, "json-lines"],
  [/\.json(?:\.gz)?$/iu, "cloudtrail"],
];

/**
 * The files that a path or glob names; a folder stands for all files of a known form in it.
 *
 * @param glob `*` and `?` within a name, `**` for folders, `[a-c]`, `{a,b}`
 * @throws CordonError CORDON_LOG_MISSING where nothing matches, CORDON_LOG_UNREADABLE for a file of another form
 */
export function logFiles(glob: string): LogFiles {
  const files: Record<LogForm, string[]> = { parquet: [], "json-lines": [], cloudtrail: [] };
  for (const file of matchesOf(glob)) files[formOf(file)].push(file);
  if (Object.values(files).every((list) => list.length === 0)) throw missing(glob);
  return files;
}

function matchesOf(glob: string): readonly string[] {
  try {
    const stats = glob === "" ? undefined : statSync(glob, { throwIfNoEntry: false });
    if (stats?.isDirectory() === true) {
      return filesIn(glob).filter((file) => FORMS.some(([end]) => end.test(file)));
    }
    if (stats !== undefined) return [glob];
    const folder = staticFolder(glob);
    if (folder === dirname(glob) && !/[*?[{]/u.test(glob)) throw missing(glob);
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw missing(glob);
    const pattern = globPattern(glob);
    return filesIn(folder).filter((file) => pattern.test(file));
  } catch (error) {
    if (error instanceof CordonError) throw error;
    throw new CordonError([systemProblem("CORDON_LOG_UNREADABLE" satisfies DetectionErrorCode, error, glob)]);
  }
}

/** Every file below a folder, in the order of their names. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true)
    .sort();
}

function formOf(file: string): LogForm {
  const form = FORMS.find(([end]) => end.test(file))?.[1];
  if (form !== undefined) return form;
  throw new CordonError([
    {
      code: "CORDON_LOG_UNREADABLE" satisfies DetectionErrorCode,
      summary: "this is not a form in which an access log is read",
      got: quote(file),
      allowed: "*.parquet, *.jsonl, *.jsonl.gz, and *.json or *.json.gz of CloudTrail",
      fix: "give the file its ending, or narrow the glob",
      where: file,
    },
  ]);
}

function missing(glob: string): CordonError {
  return new CordonError([
    {
      code: "CORDON_LOG_MISSING" satisfies DetectionErrorCode,
      summary: "no file of an access log is there",
      got: quote(glob),
      allowed: "a file, a folder, or a glob such as lake/**/*.parquet",
      fix: "check the path; quote a glob, so that the shell leaves it alone",
      where: "--logs",
    },
  ]);
}
