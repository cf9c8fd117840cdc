import { type Result, refuseAll } from "../../errors.js";
import type { InputFile } from "../input-file.js";
import { lineOf } from "./hcl-lines.js";

/** A place in a file. */
export interface WrittenPlace {
  readonly file: InputFile;
  /** From 1; undefined where the file is written in JSON. */
  readonly line: number | undefined;
}

/** The file, and the line of the nearest block or argument, of a place that is a path with a JSON pointer. */
export function writtenPlace(where: string, files: readonly InputFile[]): WrittenPlace | undefined {
  const at = where.lastIndexOf("#/");
  const path = at < 0 ? where : where.slice(0, at);
  const file = files.find((one) => one.path === path);
  if (file === undefined) return undefined;
  return { file, line: file.lines && lineOf(file.lines, at < 0 ? "" : where.slice(at + 1)) };
}

/** The result; problems in files of HCL, which people read by line, with the line instead of a JSON pointer. */
export function withLines<T, Code extends string>(
  result: Result<T, Code>,
  files: readonly InputFile[],
): Result<T, Code> {
  if (result.ok) return result;
  return refuseAll(
    result.problems.map((problem) => {
      const place = writtenPlace(problem.where ?? "", files);
      if (place === undefined) return problem;
      const { file, line } = place;
      // An option has neither lines nor a structure.
      if (file.path.startsWith("--")) return { ...problem, where: file.path };
      return line === undefined ? problem : { ...problem, where: `${file.path}:${line}` };
    }),
  );
}
