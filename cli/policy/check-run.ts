import Table from "cli-table3";
import { CordonError, quote } from "../../core/errors.js";
import { findingsIn, type PolicyFinding } from "../../core/policy/analysis/findings.js";
import { SEVERITIES, type Severity } from "../../core/policy/analysis/severity.js";
import { compile } from "../../core/policy/engine/compile.js";
import { unreadable } from "../input/input-files.js";
import { instantOf } from "../input/now.js";
import { EXIT } from "../output/exit-codes.js";
import { loadPolicies } from "./policy-files.js";

/** The options of `cordon policy check`. */
export interface CheckOptions {
  readonly policies?: string;
  readonly format: "table" | "json";
  readonly failOn: Severity;
  readonly expiringWithin: string;
  readonly now?: string;
}

/** Checks access policies and prints the findings. */
export function runPolicyCheck(path: string | undefined, options: CheckOptions): void {
  const place = path ?? options.policies;
  if (place === undefined) throw unreadable("", "no policies are named", "cordon policy check <file|dir>");
  const now = instantOf(options.now);
  const { policies, places } = loadPolicies(place);
  const found = findingsIn(compile(policies), { now, expiringWithinDays: daysOf(options.expiringWithin) });
  const findings = found.map((finding) => ({ ...finding, where: places.get(finding.policy) ?? place }));
  if (options.format === "json") {
    process.stdout.write(`${JSON.stringify({ version: 1, policies: policies.length, findings }, null, 2)}\n`);
  } else {
    process.stdout.write(findingsTable(findings, policies.length));
  }
  const bar = SEVERITIES.indexOf(options.failOn);
  const fails = findings.some(({ severity }) => SEVERITIES.indexOf(severity) <= bar);
  process.exitCode = fails ? EXIT.findings : EXIT.clean;
}

function daysOf(text: string): number {
  const days = Number(text);
  if (text.trim() !== "" && Number.isFinite(days) && days >= 0) return days;
  const allowed = "a number of days, 0 or more";
  const code = "CORDON_OPTION_REFUSED";
  const where = "--expiring-within";
  throw new CordonError([
    { code, summary: "this is no number of days", got: quote(text), allowed, fix: "write 30", where },
  ]);
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
