import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of its own for one test run, outside the checkout. */
export interface WorkFolder {
  readonly path: string;
  /** Removes the folder with all that is in it. */
  remove(): void;
}

/** Makes an empty folder in the system's temporary folder. */
export function makeWorkFolder(purpose: string): WorkFolder {
  const path = mkdtempSync(join(tmpdir(), `cordon-${purpose}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}
