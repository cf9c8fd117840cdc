import { Option } from "commander";
import { verb } from "../command.js";
import { allowUnknown, failOn, format, now, option } from "../options.js";
import type { CheckOptions } from "./check-options.js";
import { configurationOptions } from "./configuration-options.js";

/** `cordon check`. */
export const check = verb<readonly [paths: readonly string[]], CheckOptions>({
  name: "check",
  summary: "prove who can reach what, before anything is deployed",
  description:
    "Reads Terraform code, decides exactly who can reach what, judges the stated expectations with a witness, " +
    "lists findings with their fixes, and measures lateral movement. It needs no credentials and no network.",
  arguments: [
    [
      "<path...>",
      "a cdktf.out folder, a cdk.tf.json, a folder of *.tf or *.tf.json, or the output of terraform show -json; several are one input",
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
    new Option("--rule <id...>", "check only these rules; the report says which did not run"),
    new Option("--skip-rule <id...>", "leave these rules out; the report says so"),
    option(
      "--large-interval <length>",
      "prefix length, 1 to 31, from which CORDON-NET-023 calls an interval of IPv4 large (default: 7)",
    ),
    option("--compact", "the short form of the table: the verdict, then one line a finding"),
    option("--details", "every section of the table; without it, what fits a screen"),
    option(
      "--max <number>",
      "entries that each list shows (default: 10), with --details; nothing is cut silently",
    ),
    new Option("--around <name...>", "show only conversations near these endpoints; all is judged"),
    option("--depth <number>", "how many conversations away --around still shows (default: 1)"),
    option("--certain", "show only certain conversations, none that is only possible; all is judged"),
    option(
      "--write-acknowledgements <file>",
      "write the findings to a new file as acknowledgements for 90 days, each reason to be filled in",
    ),
    option(
      "--rule-document <url>",
      "the page that SARIF links rules to (default: docs/rules.md of this installation)",
    ),
    option("--self-test", "widen every rule in turn and list what no expectation notices"),
    ...configurationOptions(),
    now("the time at which acknowledgements expire (default: now)"),
  ],
  notes: `Expectations: {"expectations":[{"name":"db is sealed","from":"internet","to":"db","reach":false,"transitive":true},
               {"from":"app","to":"db","protocol":"tcp","port":5432,"reach":true}]}
Markdown is at most 65,000 characters long, which a comment holds, and says what it leaves out; --format json is whole.`,
  exitCodes: `  1 a broken expectation, broader access than the baseline, or an unacknowledged finding
              2 bad usage or unreadable input   3 something is UNKNOWN and nothing certain is critical or high`,
  example: "cordon check cdktf.out --expect expectations.json --format markdown",
  load: async () => (await import("./check-run.js")).runCheck,
});
