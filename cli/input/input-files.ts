import { isUtf8 } from "node:buffer";
import { closeSync, fstatSync, openSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { CordonError, quote } from "../../core/errors.js";
import type { PolicyProblem } from "../../core/policy/language/error-codes.js";
import type { PolicySource } from "../../core/policy/language/read-policies.js";

/** Largest file that is read as a whole; V8 holds no text twice as long. */
const LARGEST_FILE_MIB = 256;

/** What stands in the way of reading a path, as an error for the user. */
export function unreadable(path: string, why: string, fix: string): CordonError {
  const problem: PolicyProblem = {
    code: "CORDON_POLICY_INPUT_UNREADABLE",
    summary: why,
    got: quote(path),
    allowed: `a readable file, or a directory with *.json files; at most ${LARGEST_FILE_MIB} MiB a file`,
    fix,
    where: path,
  };
  return new CordonError([problem]);
}

/**
 * The text of a file.
 *
 * @throws CordonError CORDON_POLICY_INPUT_UNREADABLE
 */
export function readText(path: string): string {
  return opened(path, (file) => {
    const stats = fstatSync(file);
    if (stats.isDirectory()) throw unreadable(path, "this is a directory", "name a file");
    const mebibytes = stats.size / 2 ** 20;
    if (mebibytes > LARGEST_FILE_MIB) {
      throw unreadable(
        path,
        `the file has ${mebibytes.toFixed(0)} MiB`,
        "split it into several files of a directory",
      );
    }
    const bytes = readFileSync(file);
    if (!isUtf8(bytes)) throw unreadable(path, "the file is not UTF-8", "save it as UTF-8");
    return bytes.toString("utf8");
  });
}

/**
 * A file, or every *.json file of a directory and the directories in it, in the order of their names.
 *
 * @throws CordonError CORDON_POLICY_INPUT_UNREADABLE
 */
export function readJsonFiles(path: string): PolicySource[] {
  const files = jsonFilesOf(path);
  if (files.length === 0) {
    throw unreadable(path, "the directory holds no *.json file", "name the directory that holds them");
  }
  return files.map((source) => ({ source, text: readText(source) }));
}

function jsonFilesOf(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith(".") && name !== "node_modules")
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => {
        const inner = join(path, entry.name);
        if (statSync(inner).isDirectory()) return jsonFilesOf(inner);
        return entry.name.endsWith(".json") ? [inner] : [];
      });
  } catch (error) {
    throw asUnreadable(path, error);
  }
}

/** Opens a file, hands it to `use`, and closes it; what the system refuses is an error for the user. */
function opened<T>(path: string, use: (file: number) => T): T {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    return use(file);
  } catch (error) {
    throw asUnreadable(path, error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const WHY_OF_SYSTEM_CODE: Readonly<Record<string, readonly [why: string, fix: string]>> = {
  ENOENT: ["there is no such file or directory", "check the path"],
  EACCES: ["the file may not be read", "check its permissions"],
  EISDIR: ["this is a directory", "name a file"],
  ELOOP: ["the link leads nowhere", "check the path"],
};

/** The error of the file system as one for the user; any other error as it is. */
export function asUnreadable(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return error;
  const [why, fix] = WHY_OF_SYSTEM_CODE[String(error.code)] ?? [
    `the system says ${String(error.code)}`,
    "check the path",
  ];
  return unreadable(path, why, fix);
}
