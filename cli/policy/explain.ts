import { type Command, Option } from "commander";
import type { ExplainOptions } from "./explain-run.js";

/** Adds `cordon policy explain`. */
export function registerPolicyExplain(policy: Command): void {
  policy
    .command("explain")
    .summary("explain one decision: every policy, every condition, what would have allowed it")
    .description(
      "Decides one request and shows how every policy stands to it: whether it is about the subject, action and " +
        "resource, which condition was true, false or unknown, and what would have allowed the request.",
    )
    .requiredOption("--policies <file|dir>", "a file of access policies, or a directory of them")
    .requiredOption("--request <file|->", "one request as JSON; - reads standard input")
    .addOption(new Option("--format <format>", "how to print").choices(["table", "json"]).default("table"))
    .option("--all", "in the table, list the policies that are not about the request too")
    .option("--now <instant>", "the time of a request whose context has none (RFC 3339)")
    .addHelpText(
      "after",
      `
Exit codes: 0 the request is allowed, 1 it is denied, 2 unreadable policies or request.

Example:
  $ cordon policy explain --policies examples/policies --request request.json`,
    )
    .action(async (options: ExplainOptions) => {
      const { runPolicyExplain } = await import("./explain-run.js");
      runPolicyExplain(options);
    });
}
