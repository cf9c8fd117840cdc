#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { CordonError } from "../core/errors.js";
// biome-ignore lint/correctness/useImportExtensions: it is JSON, and no module of ours.
import packageJson from "../package.json" with { type: "json" };
import { registerAccess } from "./access/access.js";
import { registerCheck } from "./check/check.js";
import { registerDiff } from "./check/diff.js";
import { EXIT } from "./output/exit-codes.js";
import { registerPolicy } from "./policy/policy.js";

const program = new Command("cordon")
  .description(
    "Zero-trust microsegmentation for AWS as code: prove who can reach what, before anything is deployed.",
  )
  .version(packageJson.version, "-V, --version", "print the version")
  .helpCommand(false)
  .showHelpAfterError("(cordon --help lists the commands)")
  .addHelpText(
    "after",
    `
Exit codes: 0 clean, 1 findings, violations or a denial, 2 bad usage or unreadable input, 3 incomplete (UNKNOWN).

Example:
  $ cordon check cdktf.out && cordon policy check policies/`,
  )
  .exitOverride();
registerCheck(program);
registerDiff(program);
registerPolicy(program);
registerAccess(program);

// A reader that closes the pipe early (`| head`) is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? EXIT.clean : EXIT.unusable);
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.clean : EXIT.unusable;
  } else if (error instanceof CordonError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT.unusable;
  } else {
    throw error;
  }
}
