import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const REPOSITORY = fileURLToPath(new URL("..", import.meta.url));

/**
 * Bundles a TypeScript program as the package ships its own, and returns the file. A loader that compiles at run time
 * would be measured too: tsx names every closure as it is created, which inner loops pay for.
 */
export function compiledProgram(source: URL): string {
  const folder = join(REPOSITORY, ".bench");
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${basename(source.pathname, ".ts")}.mjs`);
  buildSync({
    entryPoints: [fileURLToPath(source)],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "warning",
  });
  return outfile;
}
