import { expect, it } from "vitest";
import { type StatedAccess, statedAccess } from "../../../core/access/stated-access.js";
import { entitlement, plan, request } from "./sample.js";

function stated(parts: object): StatedAccess | null {
  const answer = plan(request(), [entitlement(parts as Record<string, unknown>)]);
  if (answer.decision === "refused") throw new Error(answer.message);
  return statedAccess(answer);
}

it("is what the document allows, without what it denies", () => {
  const deny = { effect: "deny", actions: ["s3:GetObjectAcl"], resources: ["*"] };
  const allow = { actions: ["s3:Get*"], resources: ["arn:aws:s3:::orders/*"] };
  expect(stated({ statements: [allow, deny] })?.statements).toEqual([allow]);
});

it.each(["aws:SourceIdentity", "aws:userid", "none"])("says that sessions are told apart by %s", (person) => {
  expect(stated({ person })?.person).toBe(person);
});

it("is nothing for what IAM does not enforce", () => {
  expect(statedAccess({ policyDocument: null })).toBeNull();
});
