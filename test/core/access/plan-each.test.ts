import { expect, it } from "vitest";
import { planEach } from "../../../core/access/plan-each.js";
import { entitlement, entitlements, NOW, request } from "./sample.js";

it("answers for each entitlement, and adds up what they allow", () => {
  const passRole = entitlement({ id: "pass", statements: [{ actions: ["iam:PassRole"], resources: ["*"] }] });
  const run = entitlement({
    id: "run",
    statements: [{ actions: ["lambda:CreateFunction"], resources: ["*"] }],
  });
  const file = entitlements(entitlement(), passRole, run);
  const reasons = (...ids: readonly string[]): string[] =>
    planEach(request(), ids, file, { now: NOW }).map(({ entitlement: id, plan }) => `${id} ${plan.reason}`);
  expect(reasons("orders-db-read", "other", "run")).toEqual([
    "orders-db-read ready",
    "other unknown_entitlement",
    "run ready",
  ]);
  expect(reasons("pass", "run")).toEqual(["pass ready", "run escalation"]);
  expect(planEach([], ["run"], file, { now: NOW })[0]?.plan.reason).toBe("invalid_request");
});
