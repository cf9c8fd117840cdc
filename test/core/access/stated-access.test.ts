import { expect, it } from "vitest";
import { type StatedAccess, statedAccess } from "../../../core/access/stated-access.js";
import { entitlement, entitlements } from "./sample.js";

function stated(parts: Readonly<Record<string, unknown>>): StatedAccess | null {
  const [one] = entitlements(entitlement(parts));
  return statedAccess(one ?? null);
}

it("is what the document allows, without what it denies", () => {
  const deny = { effect: "deny", actions: ["s3:GetObjectAcl"], resources: ["*"] };
  const allow = { actions: ["s3:Get*"], resources: ["arn:aws:s3:::orders/*"] };
  expect(stated({ statements: [allow, deny] })?.statements).toEqual([allow]);
});

it.each([
  [{}, "aws:SourceIdentity"],
  [{ person: "aws:userid" }, "aws:userid"],
  [{ person: "none" }, "none"],
])("says how the sessions of %j are told apart: %s", (parts, person) => {
  expect(stated(parts)?.person).toBe(person);
});

it("is nothing for what IAM does not enforce, and before the start", () => {
  const flow = { from: "sg-0000000a", to: "sg-0000000b", port: "tcp/5432" };
  const parts = { id: "flow", kind: "flow", flow, maxMinutes: 60, eligible: ["group:oncall"] };
  const [one] = entitlements({ ...parts, approval: { required: 0, approvers: [] } });
  expect(statedAccess(one ?? null)).toBeNull();
  expect(statedAccess(null)).toBeNull();
});
