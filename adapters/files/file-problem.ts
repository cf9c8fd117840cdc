import { type Problem, quote } from "../../core/errors.js";

/** What can stand in the way of reading a file or folder. */
export type FileFault = "missing" | "too large" | "unreadable";

/** One error code for everything that stands in the way of reading, or one for each fault: callers keep their own. */
export type FileCodes<Code extends string> = Code | Readonly<Record<FileFault, Code>>;

/** Largest file that is read where a caller sets no limit of its own, in MiB; V8 holds no text twice as long. */
export const LARGEST_FILE_MIB = 256;

/** The problem of a file or folder, as a caller's own. */
export function fileProblem<Code extends string>(
  codes: FileCodes<Code>,
  fault: FileFault,
  path: string,
  words: { readonly summary: string; readonly fix: string; readonly got?: string },
): Problem<Code> {
  return {
    code: typeof codes === "string" ? codes : codes[fault],
    summary: words.summary,
    got: words.got ?? quote(path),
    allowed: `a readable file, or a folder with *.json files; at most ${LARGEST_FILE_MIB} MiB a file`,
    fix: words.fix,
    where: path,
  };
}

interface Refusal {
  readonly fault: FileFault;
  readonly summary: string;
  readonly fix: string;
}

const MISSING: Refusal = {
  fault: "missing",
  summary: "there is no such file or folder",
  fix: "check the path",
};
const REFUSAL_OF_SYSTEM_CODE: Readonly<Record<string, Refusal>> = {
  ENOENT: MISSING,
  ENOTDIR: MISSING,
  EACCES: { fault: "unreadable", summary: "it may not be read", fix: "check its permissions" },
  EISDIR: { fault: "unreadable", summary: "this is a folder", fix: "name a file" },
  ELOOP: { fault: "unreadable", summary: "the link leads to itself", fix: "check the path" },
};

/**
 * The problem of a file or folder that the operating system does not give.
 * @throws any error that the file system did not raise, as it is
 */
export function systemProblem<Code extends string>(
  codes: FileCodes<Code>,
  error: unknown,
  path: string,
): Problem<Code> {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) throw error;
  const { fault, ...words } = REFUSAL_OF_SYSTEM_CODE[String(error.code)] ?? {
    fault: "unreadable",
    summary: `the system says ${String(error.code)}`,
    fix: "check the path",
  };
  const inner = "path" in error && typeof error.path === "string" ? error.path : path;
  return fileProblem(codes, fault, inner, words);
}
