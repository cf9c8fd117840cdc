import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DetectionErrorCode } from "../../core/detection/error-codes.js";
import { type DetectionState, NEW_STATE } from "../../core/detection/findings/finding.js";
import { CordonError, quote } from "../../core/errors.js";
import { isJsonObject } from "../../core/json/values.js";

/** The state of detection in a folder, as one file that people can read. */
export function findingFolder(folder: string): {
  read(): Promise<DetectionState>;
  write(state: DetectionState): Promise<void>;
} {
  const path = join(folder, "detection.json");
  return {
    read: async () => stateIn(path),
    async write(state) {
      try {
        mkdirSync(folder, { recursive: true });
        const draft = `${path}.${process.pid}.tmp`;
        writeFileSync(draft, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
        // Whole or not at all: a file that is half written would lose what people said.
        renameSync(draft, path);
      } catch (error) {
        throw unusable(path, error instanceof Error ? error.message : String(error));
      }
    },
  };
}

function stateIn(path: string): DetectionState {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return NEW_STATE;
    throw unusable(path, error instanceof Error ? error.message : String(error));
  }
  const value = parsed(text);
  if (
    isJsonObject(value) &&
    value["version"] === 1 &&
    Array.isArray(value["findings"]) &&
    Array.isArray(value["acknowledgements"])
  ) {
    return value as unknown as DetectionState;
  }
  throw unusable(path, text.slice(0, 40));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unusable(path: string, got: string): CordonError {
  return new CordonError([
    {
      code: "CORDON_DETECTION_STATE_UNUSABLE" satisfies DetectionErrorCode,
      summary: "the state of detection cannot be read or written",
      got: quote(got),
      allowed: "a folder that may be written, with the detection.json of cordon detect run, or none",
      fix: "name another folder with --state, or bring the file back",
      where: path,
    },
  ]);
}
