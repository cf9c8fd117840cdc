// Runs after `npm ci` and before `npm pack`. An install without the development dependencies
// cannot build and must not fail for it; a build that breaks must.
import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);

function isInstalled(name) {
  try {
    resolve(`${name}/package.json`);
    return true;
  } catch {
    return false;
  }
}

if (["typescript", "esbuild", "tsx"].every(isInstalled)) {
  const { register } = await import("tsx/esm/api");
  register();
  for (const build of ["./build-library.mjs", "./build-cli.mjs", "./build-lambdas.ts"]) await import(build);
} else {
  process.stderr.write("cordon is not built: run npm ci, which installs the compiler and builds it.\n");
}
