import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { CordonError } from "../../core/errors.js";
import { type AwsHolder, type AwsState, EMPTY_AWS } from "./aws-state.js";

/**
 * Holds the state in a file that is replaced as a whole: whoever reads it, at whichever moment, sees the state before
 * or after a call.
 * @param exclusively runs what it is given while no other process does
 */
export function fileAws(path: string, exclusively: <T>(action: () => T) => T): AwsHolder {
  const read = (): AwsState => readState(path);
  return {
    read,
    update: (change) =>
      exclusively(() => {
        const before = read();
        const { state, result } = change(before);
        if (state !== before) replaceFile(path, `${JSON.stringify(state, null, 2)}\n`);
        return result;
      }),
  };
}

function readState(path: string): AwsState {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return EMPTY_AWS;
    throw unusable(path, String(error));
  }
  try {
    return { ...EMPTY_AWS, ...(JSON.parse(text) as AwsState) };
  } catch (error) {
    throw unusable(path, String(error));
  }
}

function unusable(path: string, got: string): CordonError {
  return new CordonError([
    {
      code: "CORDON_LOCAL_UNUSABLE",
      summary: "the fake AWS of local mode cannot be read",
      got,
      allowed: "the JSON that Cordon wrote",
      fix: "restore the file, or take an empty folder",
      where: path,
    },
  ]);
}

/** Writes a file beside it, and puts it in its place once it is on the disk. */
function replaceFile(path: string, text: string): void {
  const temporary = `${path}.new`;
  const file = openSync(temporary, "w");
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  const folder = openSync(dirname(path), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
