import { type Command, Option } from "commander";
import { SEVERITIES } from "../../core/guardrails/guardrail.js";
import type { CheckOptions } from "./check-run.js";

/** Adds `cordon check` to the program. What it needs is loaded when it runs. */
export function registerCheck(program: Command): void {
  program
    .command("check")
    .summary("prove who can reach what, before anything is deployed")
    .description(
      "Reads Terraform code, decides exactly who can reach what, judges the stated expectations with a witness, " +
        "lists findings with their fixes, and measures lateral movement. It needs no credentials and no network.",
    )
    .argument(
      "<path>",
      "a cdktf.out folder, a cdk.tf.json, a folder of *.tf.json, or the output of terraform show -json",
    )
    .option("--expect <file>", "JSON file of what must and what must not reach what")
    .option("--acknowledge <file>", "JSON file of accepted findings, each with reason and expiry")
    .option(
      "--baseline <path>",
      "an older input: fail where access got broader than there, and compare the numbers",
    )
    .addOption(
      new Option("--format <format>", "how to print")
        .choices(["table", "json", "sarif", "markdown"])
        .default("table"),
    )
    .addOption(
      new Option("--fail-on <severity>", "lowest severity of a finding that makes exit 1")
        .choices(SEVERITIES)
        .default("low"),
    )
    .option("--allow-unknown", "do not make exit 3 of what the input leaves open")
    .option(
      "--foothold <name...>",
      "where an attacker begins (default: the internet and the ten widest hosts)",
    )
    .option("--crown-jewel <name...>", "what must not be lost: listed where a foothold reaches it")
    .option("--self-test", "widen every rule in turn and list what no expectation notices")
    .option("--now <instant>", "the time at which acknowledgements expire (default: now)")
    .addHelpText(
      "after",
      `
Expectations: {"expectations":[{"name":"db is sealed","from":"internet","to":"db","reach":false,"transitive":true},
               {"from":"app","to":"db","protocol":"tcp","port":5432,"reach":true}]}
Exit codes:   1 a broken expectation, broader access than the baseline, or an unacknowledged finding
              2 bad usage or unreadable input   3 something is UNKNOWN and nothing certain is critical or high

Example:
  $ cordon check cdktf.out --expect expectations.json --format markdown`,
    )
    .action(async (path: string, options: CheckOptions) => {
      const { runCheck } = await import("./check-run.js");
      process.exitCode = await runCheck(path, options, {
        out: (text) => process.stdout.write(text),
        err: (text) => process.stderr.write(text),
      });
    });
}
