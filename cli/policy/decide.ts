import { type Command, Option } from "commander";
import type { DecideOptions } from "./decide-run.js";

/** Registers `cordon policy decide`. */
export function registerPolicyDecide(policy: Command): void {
  policy
    .command("decide")
    .description("Decide access requests: one JSON request per line in, one decision per line out.")
    .requiredOption("--policies <file|dir>", "a file of access policies, or a directory of them")
    .requiredOption("--requests <file|->", "requests, one JSON object per line; - reads standard input")
    .addOption(
      new Option("--format <format>", "JSON lines, or a table").choices(["json", "table"]).default("json"),
    )
    .option(
      "--now <instant>",
      "the time of requests whose context has none (RFC 3339); left out, theirs is unknown",
    )
    .addHelpText(
      "after",
      `
Exit codes: 0 every request is allowed, 1 at least one is denied, 2 unreadable policies or requests.
A line that is no request is denied as invalid_request, and the rest goes on.

Example:
  $ cordon policy decide --policies examples/policies --requests examples/policy-requests.jsonl
  {"decision":"allow","reason":"allowed","policy":"orders-read",...}`,
    )
    .action(async (options: DecideOptions) => {
      const { decideStream } = await import("./decide-run.js");
      await decideStream(options);
    });
}
