import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readPolicySet } from "../../adapters/files/policy-set.js";
import { readEntitlements } from "../../core/access/read-entitlements.js";
import { requestableEntitlements } from "../../core/access/requestable-entitlement.js";
import { valueOrThrow } from "../../core/errors.js";
import { compile } from "../../core/policy/engine/compile.js";
import { decide } from "../../core/policy/engine/decide.js";
import { REASON_CODES } from "../../core/policy/language/decision.js";
import { readPolicies } from "../../core/policy/language/read-policies.js";
import { readScenario } from "../../core/policy/scenario/read-scenario.js";
import { requestableAccess, withRequestableAccess } from "../../services/policy-engine/requestable-access.js";

const document = readFileSync("docs/policy.md", "utf8");
const [policy = "", request = "", decision = "", scenario = ""] = [
  ...document.matchAll(/```json\n([^`]*)```/g),
].map(([, text]) => text);

it("the policy of docs/policy.md gives its request the decision that stands there", () => {
  const policies = compile(valueOrThrow(readPolicies([{ source: "docs/policy.md", text: policy }])).policies);
  expect(decide(policies, JSON.parse(request))).toEqual(JSON.parse(decision));
});

it("the entitlement that docs/policy.md names cures a denial of its example", () => {
  const set = valueOrThrow(readPolicySet(["examples/policies"], "UNREADABLE"));
  const text = readFileSync("examples/access/api-entitlements.json", "utf8");
  const { entitlements } = valueOrThrow(readEntitlements(text, "api-entitlements.json"));
  const requestable = requestableAccess(requestableEntitlements(entitlements));
  const policies = compile(set.policies);
  const named = readFileSync("examples/policy-requests.jsonl", "utf8")
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line))
    .flatMap((one) => withRequestableAccess(decide(policies, one), one, requestable).obligations)
    .filter((one) => "requestAccess" in one);
  expect(named).toHaveLength(1);
  expect(document).toContain(JSON.stringify(named[0]));
  expect(readFileSync("docs/access.md", "utf8")).toContain('"requestAccess"');
});

it("the scenario of docs/policy.md is one", () => {
  expect(valueOrThrow(readScenario({ source: "docs/policy.md", text: scenario })).cases).toHaveLength(1);
});

it("docs/policy.md names the reason codes in their order", () => {
  expect(document.replace(/\s+/g, " ")).toContain(`\`${REASON_CODES.join(", ")}\``);
});
