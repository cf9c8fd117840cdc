import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "./handler-code.js";
// biome-ignore lint/correctness/useImportExtensions: it is CommonJS in every build, as the file says.
import { LIBRARY_FOLDER } from "./package-folder.cjs";

/** The version of Cordon, as its package says it. */
export function packageVersion(): string {
  const manifest = readFileSync(join(packageRoot(LIBRARY_FOLDER), "package.json"), "utf8");
  return String(JSON.parse(manifest).version);
}
