#!/usr/bin/env node
// What `npx cordon` starts. It is a file of the checkout and not of the build, so that npm can
// link it, and it can say what is missing, before the build has run.
import { existsSync } from "node:fs";

const built = new URL("../dist/cli/cordon.js", import.meta.url);
if (existsSync(built)) {
  await import(built.href);
} else {
  process.stderr.write("cordon is not built yet. Run npm ci in the checkout, then try again.\n");
  process.exitCode = 2;
}
