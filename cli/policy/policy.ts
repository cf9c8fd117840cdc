import type { Command } from "commander";
import { registerPolicyCheck } from "./check.js";
import { registerPolicyDecide } from "./decide.js";
import { registerPolicyDiff } from "./diff.js";
import { registerPolicyExplain } from "./explain.js";
import { registerPolicyTest } from "./test.js";

/** Adds `cordon policy` and its subcommands to the program. What they need is loaded when they run. */
export function registerPolicy(program: Command): void {
  const policy = program
    .command("policy")
    .summary("decide requests; check, test, compare and explain access policies")
    .description(
      "Access policies: who may do what on which resource under which conditions (docs/policy.md).",
    )
    .helpCommand(false)
    .addHelpText("after", "\nExample:\n  $ cordon policy check policies/ && cordon policy test scenarios/");
  registerPolicyDecide(policy);
  registerPolicyCheck(policy);
  registerPolicyTest(policy);
  registerPolicyDiff(policy);
  registerPolicyExplain(policy);
}
