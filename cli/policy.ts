import type { Command } from "commander";
import { registerPolicyDecide } from "./policy-decide.js";

/** Registers `cordon policy` and its subcommands. */
export function registerPolicy(program: Command): void {
  const policy = program
    .command("policy")
    .description("Access policies: decide requests, and check, test, compare and explain policies.")
    .helpCommand(false);
  registerPolicyDecide(policy);
}
