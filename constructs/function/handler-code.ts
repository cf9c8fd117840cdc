import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { LambdaContract } from "../../core/contracts/contract.js";
import { accept, type Result, refuse } from "../../core/errors.js";
import { bundleHandler } from "./bundle.js";
import type { FunctionErrorCode } from "./error-codes.js";
// biome-ignore lint/correctness/useImportExtensions: it is CommonJS in every build, as the file says.
import { LIBRARY_FOLDER } from "./package-folder.cjs";

/** The file of the archive that Lambda loads, and what it exports. */
export const HANDLER = { file: "index.js", export: "index.handler" } as const;

/**
 * The code of a function: bundled from its source in a checkout, read from the prebuilt bundle in the published
 * package, which has neither the sources nor esbuild.
 *
 * @param entry another module than the contract's own `lambdas/<name>/handler.ts`
 *
 * Problems: CORDON_FUNCTION_CODE_MISSING, and those of {@link bundleHandler}.
 */
export function handlerCode(
  contract: Pick<LambdaContract, "name" | "bundleKibibytes">,
  entry?: string,
  root: string = packageRoot(LIBRARY_FOLDER),
): Result<string, FunctionErrorCode> {
  const source = entry ?? join(root, "lambdas", contract.name, "handler.ts");
  if (existsSync(source) && canBundle(root)) {
    const { name, bundleKibibytes } = contract;
    const bundle = bundleHandler({ name, entry: source, root, kibibytes: bundleKibibytes });
    return bundle.ok ? accept(bundle.value.code) : bundle;
  }
  const prebuilt = join(root, "dist/lambda", contract.name, HANDLER.file);
  if (entry === undefined && existsSync(prebuilt)) return accept(readFileSync(prebuilt, "utf8"));
  return refuse({
    code: "CORDON_FUNCTION_CODE_MISSING",
    summary: `there is no code for the function ${contract.name}`,
    got: `neither ${source} with esbuild, nor ${prebuilt}`,
    allowed: "one of the two",
    fix:
      entry === undefined
        ? "install the package again; in a checkout, run npm ci"
        : "correct the path, and install esbuild",
  });
}

/** The nearest folder above, or the folder itself, that holds our package.json; those inside dist have no name. */
export function packageRoot(folder: string): string {
  const manifest = join(folder, "package.json");
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "cordon") return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`No package.json of cordon lies above ${LIBRARY_FOLDER}.`);
  return packageRoot(parent);
}

function canBundle(root: string): boolean {
  try {
    createRequire(join(root, "package.json")).resolve("esbuild");
    return true;
  } catch {
    return false;
  }
}
