// Bundles the `cordon` command into dist/cli, split so that a subcommand loads only what it uses.
import { chmodSync, rmSync } from "node:fs";
import { build } from "esbuild";

rmSync("dist/cli", { recursive: true, force: true });
await build({
  entryPoints: ["cli/cordon.ts"],
  outdir: "dist/cli",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  legalComments: "none",
  logLevel: "warning",
});
chmodSync("dist/cli/cordon.js", 0o755);
