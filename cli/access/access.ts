import { type Command, Option } from "commander";
import type { AccessStreams } from "./access-streams.js";
import type { AccessCheckOptions } from "./check-run.js";
import type { AccessDiffOptions } from "./diff-run.js";
import type { AccessPlanOptions } from "./plan-run.js";

/** Adds `cordon access` and its subcommands to the program. What they need is loaded when they run. */
export function registerAccess(program: Command): void {
  const access = program
    .command("access")
    .summary("plan just-in-time grants; check and compare entitlements")
    .description("Just-in-time access: who may request what, approved by whom, for how long at most.")
    .helpCommand(false)
    .addHelpText("after", "\nExample:\n  $ cordon access check entitlements.json");
  registerPlan(access);
  registerCheck(access);
  registerDiff(access);
  // One line on stderr, as the contract has it.
  for (const verb of [access, ...access.commands]) verb.showHelpAfterError(false);
}

function registerPlan(access: Command): void {
  access
    .command("plan")
    .summary("say what a grant would be, without touching AWS")
    .description("Prints the answer to a request: ready, needs approval or refused, and the policy document.")
    .requiredOption("--entitlements <file>", "a file of entitlements")
    .option("--request <file|->", "a request; - reads standard input")
    .option("--requests <file|->", "requests, one JSON object a line; - reads standard input")
    .requiredOption("--now <instant>", "the time at which it is planned (RFC 3339)")
    .addHelpText(
      "after",
      `
Exit codes: 0 ready or needs approval, 1 refused (one of a stream at least), 2 bad usage or unreadable input.

Example:
  $ cordon access plan --entitlements entitlements.json --request request.json --now 2026-12-01T10:00:00Z`,
    )
    .action(async (options: AccessPlanOptions) => {
      const { runAccessPlan } = await import("./plan-run.js");
      process.exitCode = await runAccessPlan([], options, processStreams());
    });
}

function registerCheck(access: Command): void {
  access
    .command("check")
    .summary("prove that grants end, and that somebody can approve them")
    .description("Checks a file of entitlements before anybody asks for one of them.")
    .argument("<entitlements>", "a file of entitlements")
    .addOption(new Option("--format <format>", "how to print").choices(["table", "json"]).default("table"))
    .option("--now <instant>", "the time of the check (default: now)")
    .addHelpText(
      "after",
      `
Exit codes: 0 no finding, 1 findings, 2 bad usage or unreadable input.

Example:
  $ cordon access check entitlements.json --format json`,
    )
    .action(async (path: string, options: AccessCheckOptions) => {
      const { runAccessCheck } = await import("./check-run.js");
      process.exitCode = await runAccessCheck([path], options, processStreams());
    });
}

function registerDiff(access: Command): void {
  access
    .command("diff")
    .summary("say what became broader between two files")
    .description("Compares two files of entitlements. What is not surely narrower counts as broadening.")
    .argument("<old>", "a file of entitlements")
    .argument("<new>", "the same after the change")
    .addOption(new Option("--format <format>", "how to print").choices(["table", "json"]).default("table"))
    .addOption(new Option("--fail-on <change>", "what makes exit 1").choices(["broadening", "any"]))
    .addHelpText(
      "after",
      `
Exit codes: 0 compared, 1 --fail-on says so, 2 bad usage or unreadable input.

Example:
  $ cordon access diff main/entitlements.json entitlements.json --fail-on broadening`,
    )
    .action(async (before: string, after: string, options: AccessDiffOptions) => {
      const { runAccessDiff } = await import("./diff-run.js");
      process.exitCode = await runAccessDiff([before, after], options, processStreams());
    });
}

/** The streams of this process. */
function processStreams(): AccessStreams {
  const to = (stream: NodeJS.WriteStream): AccessStreams["out"] => ({
    write: (text) => new Promise((resolve) => stream.write(text, () => resolve())),
  });
  return {
    out: to(process.stdout),
    err: to(process.stderr),
    get in() {
      return process.stdin;
    },
  };
}
