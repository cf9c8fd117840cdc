import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { accept, quote, type Result, refuse } from "../../core/errors.js";
import type { FunctionErrorCode } from "./error-codes.js";
import { HANDLER } from "./handler-code.js";

/** The earliest instant that a zip file can hold; a constant one keeps the archive's bytes the same at every synthesis. */
const FILE_TIME = new Date("1980-01-01T00:00:00Z");
const FILE_MODE = 0o644;
const FILE_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/**
 * Writes the files of an archive into a folder below `parent` that is named after their content, and returns its path.
 *
 * The folder appears whole or not at all; the same files share one.
 *
 * Problems: CORDON_FUNCTION_FILE_REFUSED.
 */
export function writeArchiveFolder(
  parent: string,
  name: string,
  code: string,
  files: Readonly<Record<string, string>>,
): Result<string, FunctionErrorCode> {
  for (const file of Object.keys(files)) {
    if (FILE_NAME.test(file) && file !== HANDLER.file) continue;
    return refuse({
      code: "CORDON_FUNCTION_FILE_REFUSED",
      summary: "this file cannot stand beside the function's code",
      got: quote(file),
      allowed: `a file name of letters, digits, ".", "_" and "-" that does not start with "." and is not ${HANDLER.file}`,
      fix: "rename the file",
    });
  }
  const contents = Object.entries({ ...files, [HANDLER.file]: code }).sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash("sha256").update(JSON.stringify(contents)).digest("hex").slice(0, 16);
  const folder = join(parent, `${name}-${hash}`);
  if (existsSync(folder)) return accept(folder);
  mkdirSync(dirname(folder), { recursive: true });
  const unfinished = mkdtempSync(`${folder}-`);
  for (const [file, text] of contents) {
    const path = join(unfinished, file);
    writeFileSync(path, text);
    chmodSync(path, FILE_MODE);
    utimesSync(path, FILE_TIME, FILE_TIME);
  }
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    // Another synthesis has put the same bytes there in the meantime.
    if (!existsSync(folder)) throw error;
  }
  return accept(folder);
}
