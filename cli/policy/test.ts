import { type Command, Option } from "commander";
import type { TestOptions } from "./test-run.js";

/** Adds `cordon policy test`. */
export function registerPolicyTest(policy: Command): void {
  policy
    .command("test")
    .summary("run scenario files against access policies, with coverage")
    .description(
      "Decides every case of every scenario file and compares. Coverage is a mutation test: a condition counts " +
        "where its opposite outcome would have turned the answer of a case from allow to deny or back.",
    )
    .argument("<path>", "a scenario file, or a directory of them")
    .option("--policies <file|dir>", "the policies of scenarios that name none")
    .option("--min-coverage <percent>", "fail where fewer conditions and policies are flipped", "0")
    .addOption(new Option("--format <format>", "how to print").choices(["table", "json"]).default("table"))
    .addHelpText(
      "after",
      `
A scenario: {"version":1,"policyFiles":["../policies"],"request":{...},
             "cases":[{"name":"at night","change":{"context":{"time":"2026-06-10T23:00:00Z"}},
                       "expect":{"decision":"deny","reason":"outside_time_window"}}]}
Exit codes: 0 every case holds, 1 a case fails or coverage is too low, 2 unreadable or malformed files.

Example:
  $ cordon policy test examples/policy-scenarios`,
    )
    .action(async (path: string, options: TestOptions) => {
      const { runPolicyTest } = await import("./test-run.js");
      runPolicyTest(path, options);
    });
}
