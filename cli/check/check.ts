import { verb } from "../command.js";
import { allowUnknown, failOn, format, now, option } from "../options.js";
import type { CheckOptions } from "./check-run.js";
import { configurationOptions } from "./configuration-options.js";

/** `cordon check`. */
export const check = verb<readonly [path: string], CheckOptions>({
  name: "check",
  summary: "prove who can reach what, before anything is deployed",
  description:
    "Reads Terraform code, decides exactly who can reach what, judges the stated expectations with a witness, " +
    "lists findings with their fixes, and measures lateral movement. It needs no credentials and no network.",
  arguments: [
    [
      "<path>",
      "a cdktf.out folder, a cdk.tf.json, a folder of *.tf or *.tf.json, or the output of terraform show -json",
    ],
  ],
  options: [
    option("--expect <file>", "JSON file of what must and what must not reach what"),
    option("--acknowledge <file>", "JSON file of accepted findings, each with reason and expiry"),
    option(
      "--baseline <path>",
      "an older input: fail where access got broader than there, and compare the numbers",
    ),
    option(
      "--source <dir>",
      "the configuration of a plan: follows what the plan leaves open, gives SARIF its lines, reads its comments",
    ),
    format<CheckOptions["format"]>(["table", "json", "sarif", "markdown"]),
    failOn(),
    allowUnknown("what the input leaves open"),
    option(
      "--foothold <name...>",
      "where an attacker begins (default: the internet and the ten widest hosts)",
    ),
    option("--crown-jewel <name...>", "what must not be lost: listed where a foothold reaches it"),
    option("--self-test", "widen every rule in turn and list what no expectation notices"),
    ...configurationOptions(),
    now("the time at which acknowledgements expire (default: now)"),
  ],
  notes: `Expectations: {"expectations":[{"name":"db is sealed","from":"internet","to":"db","reach":false,"transitive":true},
               {"from":"app","to":"db","protocol":"tcp","port":5432,"reach":true}]}`,
  exitCodes: `  1 a broken expectation, broader access than the baseline, or an unacknowledged finding
              2 bad usage or unreadable input   3 something is UNKNOWN and nothing certain is critical or high`,
  example: "cordon check cdktf.out --expect expectations.json --format markdown",
  load: async () => (await import("./check-run.js")).runCheck,
});
