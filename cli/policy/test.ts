import { verb } from "../command.js";
import { format, option } from "../options.js";
import type { PolicyTestOptions } from "./test-run.js";

/** `cordon policy test`. */
export const policyTest = verb<readonly [path: string], PolicyTestOptions>({
  name: "test",
  summary: "run scenario files against access policies, with coverage",
  description:
    "Decides every case of every scenario file and compares. Coverage is a mutation test: a condition counts " +
    "where its opposite outcome would have turned the answer of a case from allow to deny or back.",
  arguments: [["<path>", "a scenario file, or a directory of them"]],
  options: [
    option("--policies <file|dir>", "the policies of scenarios that name none"),
    option("--min-coverage <percent>", "fail where fewer conditions and policies are flipped", "0"),
    format<PolicyTestOptions["format"]>(["table", "json"]),
  ],
  notes: `A scenario: {"version":1,"policyFiles":["../policies"],"request":{...},
             "cases":[{"name":"at night","change":{"context":{"time":"2026-06-10T23:00:00Z"}},
                       "expect":{"decision":"deny","reason":"outside_time_window"}}]}`,
  exitCodes: "0 every case holds, 1 a case fails or coverage is too low, 2 unreadable or malformed files.",
  example: "cordon policy test examples/policy-scenarios",
  load: async () => (await import("./test-run.js")).runPolicyTest,
});
