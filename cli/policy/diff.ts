import { type Command, Option } from "commander";
import type { DiffOptions } from "./diff-run.js";

/** Adds `cordon policy diff`. */
export function registerPolicyDiff(policy: Command): void {
  policy
    .command("diff")
    .summary("compare two sets of access policies by what they allow")
    .description(
      "Finds the requests that two sets of access policies answer differently, and shows one witness for every " +
        "pair of policies that give the old and the new answer.",
    )
    .argument("<old>", "a file of access policies, or a directory of them")
    .argument("<new>", "the same after the change")
    .addOption(new Option("--format <format>", "how to print").choices(["table", "json"]).default("table"))
    .addOption(
      new Option("--fail-on <change>", "what makes exit 1").choices(["any", "gained"]).default("any"),
    )
    .option("--allow-unknown", "do not make exit 3 of a search that was cut off")
    .option("--now <instant>", "the time near which witnesses are looked for (default: now)")
    .addHelpText(
      "after",
      `
Exit codes: 0 the same access, 1 access gained or lost, 2 unreadable or malformed policies,
            3 no difference found, but the request space could not be searched whole.

Example:
  $ cordon policy diff main/policies policies --fail-on gained`,
    )
    .action(async (before: string, after: string, options: DiffOptions) => {
      const { runPolicyDiff } = await import("./diff-run.js");
      runPolicyDiff(before, after, options);
    });
}
