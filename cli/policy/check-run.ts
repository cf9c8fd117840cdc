import Table from "cli-table3";
import { CordonError } from "../../core/errors.js";
import { findingsIn, type PolicyFinding } from "../../core/policy/analysis/findings.js";
import type { Severity } from "../../core/policy/analysis/severity.js";
import { compile } from "../../core/policy/engine/compile.js";
import { headActionProblems } from "../../core/policy/language/head-action.js";
import { unreadable } from "../input/input-files.js";
import { instantOf } from "../input/now.js";
import { numberOption } from "../input/number-option.js";
import { EXIT, reaches } from "../output/exit-codes.js";
import type { Streams } from "../streams.js";
import { loadPolicies } from "./policy-files.js";

/** The options of `cordon policy check`. */
export interface PolicyCheckOptions {
  readonly policies?: string;
  readonly format: "table" | "json";
  readonly failOn: Severity;
  readonly expiringWithin: string;
  readonly now?: string;
  readonly allowHead?: boolean;
}

/** Checks access policies and prints the findings. */
export async function runPolicyCheck(
  [path]: readonly [path: string | undefined],
  options: PolicyCheckOptions,
  { out }: Streams,
): Promise<number> {
  const place = path ?? options.policies;
  if (place === undefined) throw unreadable("", "no policies are named", "cordon policy check <file|dir>");
  const now = instantOf(options.now);
  const set = loadPolicies(place);
  const problems = options.allowHead === true ? [] : headActionProblems(set);
  if (problems.length > 0) throw new CordonError(problems);
  const { policies, places } = set;
  const found = findingsIn(compile(policies), { now, expiringWithinDays: daysOf(options.expiringWithin) });
  const findings = found.map((finding) => ({ ...finding, where: places.get(finding.policy) ?? place }));
  await out.write(
    options.format === "json"
      ? `${JSON.stringify({ version: 1, policies: policies.length, findings }, null, 2)}\n`
      : findingsTable(findings, policies.length),
  );
  const fails = findings.some(({ severity }) => reaches(severity, options.failOn));
  return fails ? EXIT.findings : EXIT.clean;
}

function daysOf(text: string): number {
  return numberOption(text, {
    where: "--expiring-within",
    summary: "this is not a number of days",
    allowed: "a number of days, 0 or more",
    fix: "write 30",
  });
}

function findingsTable(
  findings: readonly (PolicyFinding & { readonly where: string })[],
  policies: number,
): string {
  const count = `${policies} ${policies === 1 ? "policy" : "policies"}`;
  if (findings.length === 0) return `${count}, no findings.\n`;
  const table = new Table({
    head: ["severity", "finding", "policy", "what, and what to do"],
    colWidths: [10, 13, 18, 34],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { severity, kind, policy, message, fix } of findings) {
    table.push([severity, kind, policy, `${message}.\nFix: ${fix}.`]);
  }
  const places = new Set(findings.map(({ policy, where }) => `${policy}: ${where}\n`));
  return `${table}\n${[...places].join("")}${count}, ${findings.length} ${findings.length === 1 ? "finding" : "findings"}.\n`;
}
