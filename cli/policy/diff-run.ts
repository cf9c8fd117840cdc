import { append } from "../../core/json/append.js";
import { type AccessDifference, diffPolicies, type PolicyDiff } from "../../core/policy/analysis/diff.js";
import type { Decision } from "../../core/policy/language/decision.js";
import { instantOf } from "../input/now.js";
import { EXIT } from "../output/exit-codes.js";
import type { Streams } from "../streams.js";
import { loadPolicies } from "./policy-files.js";

/** The options of `cordon policy diff`. */
export interface PolicyDiffOptions {
  readonly format: "table" | "json";
  readonly failOn: "any" | "gained";
  readonly allowUnknown?: boolean;
  readonly now?: string;
}

/** Compares two sets of access policies and prints the differences. */
export async function runPolicyDiff(
  [before, after]: readonly [before: string, after: string],
  options: PolicyDiffOptions,
  { out }: Streams,
): Promise<number> {
  const now = instantOf(options.now);
  const diff = diffPolicies(loadPolicies(before).policies, loadPolicies(after).policies, now);
  await out.write(
    options.format === "json" ? `${JSON.stringify({ version: 1, ...diff }, null, 2)}\n` : asText(diff),
  );
  return exitCodeOf(diff, options);
}

function exitCodeOf(
  { differences, complete }: PolicyDiff,
  { failOn, allowUnknown }: PolicyDiffOptions,
): number {
  if (differences.some(({ access }) => failOn === "any" || access === "gained")) return EXIT.findings;
  return complete || allowUnknown === true ? EXIT.clean : EXIT.incomplete;
}

function asText(diff: PolicyDiff): string {
  const lines: string[] = [];
  for (const kind of ["added", "removed", "changed"] as const) {
    if (diff[kind].length > 0) lines.push(`${kind}: ${diff[kind].join(", ")}`);
  }
  for (const difference of diff.differences) append(lines, ["", ...describe(difference)]);
  if (lines.length > 0) lines.push("");
  const count = (access: string): number => diff.differences.filter((one) => one.access === access).length;
  lines.push(
    diff.differences.length === 0
      ? "No request is answered differently."
      : `Access gained in ${count("gained")} and lost in ${count("lost")} ways.`,
  );
  if (!diff.complete) lines.push("The request space could not be searched whole: there may be more.");
  return `${lines.join("\n")}\n`;
}

function describe({ access, request, old, new: now }: AccessDifference): string[] {
  return [
    `${access === "gained" ? "+ gained" : "- lost"}: ${inWords(old)} -> ${inWords(now)}`,
    `  witness: ${JSON.stringify(request)}`,
  ];
}

function inWords({ decision, reason, policy }: Decision): string {
  return `${decision} (${reason}${policy === null ? "" : ` by ${policy}`})`;
}
