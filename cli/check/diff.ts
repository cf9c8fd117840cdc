import { type Command, Option } from "commander";
import { SEVERITIES } from "../../core/guardrails/guardrail.js";
import type { DiffOptions } from "./diff-run.js";

/** Adds `cordon diff` to the program. What it needs is loaded when it runs. */
export function registerDiff(program: Command): void {
  program
    .command("diff")
    .summary("show what a change opens and closes, and whether applying it cuts anything")
    .description(
      "Compares two inputs of `cordon check`: conversations and findings gained and lost, the numbers before and after, " +
        "and how Terraform will carry the change out: in place, by replacement, with a clash, with an outage.",
    )
    .argument("<old>", "the input before the change")
    .argument("<new>", "the input after the change")
    .addOption(
      new Option("--format <format>", "how to print").choices(["table", "json", "markdown"]).default("table"),
    )
    .addOption(
      new Option(
        "--fail-on <what...>",
        "exit 1 on broader access, or on a gained finding of at least a severity",
      ).choices(["broadening", ...SEVERITIES]),
    )
    .option("--acknowledge <file>", "JSON file of accepted findings, each with reason and expiry")
    .option("--allow-unknown", "do not make exit 3 of what the inputs leave open")
    .option("--now <instant>", "the time at which acknowledgements expire (default: now)")
    .addHelpText(
      "after",
      `
Exit codes: 0 compared   1 --fail-on says so   2 bad usage or unreadable input   3 something is UNKNOWN

Example:
  $ cordon diff main/cdktf.out cdktf.out --format markdown --fail-on broadening`,
    )
    .action(async (oldPath: string, newPath: string, options: DiffOptions) => {
      const { runDiff } = await import("./diff-run.js");
      process.exitCode = await runDiff(oldPath, newPath, options, {
        out: (text) => process.stdout.write(text),
        err: (text) => process.stderr.write(text),
      });
    });
}
