import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { valueOrThrow } from "../../core/errors.js";
import { compile } from "../../core/policy/engine/compile.js";
import { decide } from "../../core/policy/engine/decide.js";
import { REASON_CODES } from "../../core/policy/language/decision.js";
import { readPolicies } from "../../core/policy/language/read-policies.js";
import { readScenario } from "../../core/policy/scenario/read-scenario.js";

const document = readFileSync("docs/policy.md", "utf8");
const [policy = "", request = "", decision = "", scenario = ""] = [
  ...document.matchAll(/```json\n([^`]*)```/g),
].map(([, text]) => text);

it("the policy of docs/policy.md gives its request the decision that stands there", () => {
  const policies = compile(valueOrThrow(readPolicies([{ source: "docs/policy.md", text: policy }])).policies);
  expect(decide(policies, JSON.parse(request))).toEqual(JSON.parse(decision));
});

it("the scenario of docs/policy.md is one", () => {
  expect(valueOrThrow(readScenario({ source: "docs/policy.md", text: scenario })).cases).toHaveLength(1);
});

it("docs/policy.md names the reason codes in their order", () => {
  expect(document.replace(/\s+/g, " ")).toContain(`\`${REASON_CODES.join(", ")}\``);
});
