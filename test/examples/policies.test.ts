import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { valueOrThrow } from "../../core/errors.js";
import { findingsIn } from "../../core/policy/analysis/findings.js";
import { compile } from "../../core/policy/engine/compile.js";
import { readPolicies } from "../../core/policy/language/read-policies.js";
import { readScenario } from "../../core/policy/scenario/read-scenario.js";
import { runScenario } from "../../core/policy/scenario/run-scenario.js";
import { policyDemo } from "../../scripts/demo-policy.js";

const file = (path: string) => ({ source: path, text: readFileSync(path, "utf8") });
const policies = compile(
  valueOrThrow(readPolicies(["guards", "shop"].map((name) => file(`examples/policies/${name}.json`))))
    .policies,
);

it("the example policies have no finding but the one that expires", () => {
  const findings = findingsIn(policies, { now: Date.parse("2026-06-10T00:00:00Z"), expiringWithinDays: 30 });
  expect(findings.map(({ kind, policy }) => [kind, policy])).toEqual([["expiring", "audit-2026"]]);
});

it("the example scenario holds", () => {
  const scenario = valueOrThrow(readScenario(file("examples/policy-scenarios/refunds.json")));
  expect(runScenario(scenario, policies).flatMap(({ differences }) => differences)).toEqual([]);
});

it("the demo shows ten requests with decision, reason and obligation in 80 columns", () => {
  const lines = policyDemo().split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines.filter((line) => / (allow|deny) /.test(line))).toHaveLength(10);
  for (const word of [
    "authentication_too_weak",
    "sign in with",
    "give a reason",
    "policy_expired",
    "by guard-risk",
  ]) {
    expect(lines.join("\n")).toContain(word);
  }
});
