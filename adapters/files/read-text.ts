import { isUtf8 } from "node:buffer";
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { accept, type Result, refuse } from "../../core/errors.js";
import { type FileCodes, fileProblem, LARGEST_FILE_MIB, systemProblem } from "./file-problem.js";

const MEBIBYTE = 2 ** 20;
const LARGEST_FILE = LARGEST_FILE_MIB * MEBIBYTE;

/** The text of a file in UTF-8. A file of another encoding is refused: a decoder would put other names in it. */
export function readText<Code extends string>(
  path: string,
  codes: FileCodes<Code>,
  mostBytes = LARGEST_FILE,
): Result<string, Code> {
  const bytes = readBytes(path, codes, mostBytes);
  return bytes.ok ? decodeText(bytes.value, path, codes) : bytes;
}

/** The bytes of a file that has no more than so many. */
export function readBytes<Code extends string>(
  path: string,
  codes: FileCodes<Code>,
  mostBytes = LARGEST_FILE,
): Result<Buffer, Code> {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    const { size } = fstatSync(file);
    if (size > mostBytes) {
      const words = {
        summary: "the file is too large",
        got: `${Math.ceil(size / MEBIBYTE)} MiB`,
        fix: "split it into several files of a folder",
      };
      return refuse(fileProblem(codes, "too large", path, words));
    }
    return accept(readFileSync(file));
  } catch (error) {
    return refuse(systemProblem(codes, error, path));
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The text that the bytes are in UTF-8. */
export function decodeText<Code extends string>(
  bytes: Buffer,
  path: string,
  codes: FileCodes<Code>,
): Result<string, Code> {
  if (isUtf8(bytes)) return accept(bytes.toString("utf8"));
  const summary = "the file is not UTF-8";
  return refuse(fileProblem(codes, "unreadable", path, { summary, fix: "save it as UTF-8" }));
}
