// Compiles the public entry twice, because CDKTF projects come as ES modules and, from
// `cdktf init --template=typescript`, as CommonJS with the classic module resolution:
// dist/esm and dist/cjs, each with the declarations that its kind of project reads.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

/** Tells the library where it lies, in both kinds of project. */
const LOCATOR = "constructs/function/package-folder.cjs";

/** Files that the public entry reaches, and no others, end up in `folder`. */
function compile(folder, ...options) {
  rmSync(folder, { recursive: true, force: true });
  const { status } = spawnSync(
    process.execPath,
    [compiler, "-p", "tsconfig.library.json", "--outDir", folder, ...options],
    { stdio: "inherit" },
  );
  // The compiler has said what is wrong, with file and line.
  if (status !== 0) process.exit(status ?? 1);
  // The compiler does not copy what is JavaScript already.
  mkdirSync(join(folder, dirname(LOCATOR)), { recursive: true });
  copyFileSync(LOCATOR, join(folder, LOCATOR));
}

compile("dist/esm");
compile(
  "dist/cjs",
  ...["--module", "commonjs"],
  ...["--moduleResolution", "bundler"],
  ...["--verbatimModuleSyntax", "false"],
);
mkdirSync("dist/cjs", { recursive: true });
// Without it Node reads these files as what the root package.json says: ES modules.
writeFileSync("dist/cjs/package.json", `${JSON.stringify({ type: "commonjs" }, null, 2)}\n`);
