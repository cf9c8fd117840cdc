import { describe, expect, it } from "vitest";
import { diffAccess } from "../../../core/access/analysis/diff-access.js";
import type { EntitlementFile, People } from "../../../core/access/entitlement.js";
import { entitlement, entitlements } from "./sample.js";

function file(list: readonly unknown[], people?: People): EntitlementFile {
  return { version: 1, entitlements: entitlements(...list), ...(people && { people }) };
}

const BASE = {
  approval: { required: 1, approvers: ["user:lead", "user:boss"] },
  reason: { required: true, ticket: "OPS-[0-9]+" },
  breakGlass: { eligible: ["group:oncall"], maxMinutes: 30 },
};

function changesOf(parts: Record<string, unknown>): string[] {
  const { changes } = diffAccess(file([entitlement(BASE)]), file([entitlement({ ...BASE, ...parts })]));
  return changes.map(({ kind, what }) => `${kind} ${what}`);
}

const READ = {
  actions: ["s3:Get*", "s3:List*"],
  resources: ["arn:aws:s3:::orders", "arn:aws:s3:::orders/*"],
};

describe("the difference of two files", () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    ["nothing", {}, []],
    ["a description", { description: "other" }, []],
    ["a longer grant", { maxMinutes: 241 }, ["broadening maxMinutes"]],
    ["a shorter grant", { maxMinutes: 239 }, ["narrowing maxMinutes"]],
    ["fewer approvals", { approval: { ...BASE.approval, required: 0 } }, ["broadening approval.required"]],
    [
      "one more approver",
      { approval: { required: 1, approvers: ["user:lead", "user:boss", "user:c1"] } },
      ["broadening approval.approvers"],
    ],
    ["one more group", { eligible: ["group:oncall", "group:dev"] }, ["broadening eligible"]],
    ["no reason", { reason: undefined }, ["broadening reason.required", "broadening reason.ticket"]],
    ["another ticket", { reason: { required: true, ticket: ".*" } }, ["broadening reason.ticket"]],
    ["another target", { target: "arn:aws:iam::111122223333:role/other" }, ["broadening target"]],
    ["nobody told apart", { person: "none" }, ["broadening person"]],
    ["the person as it was", { person: "aws:SourceIdentity" }, []],
    [
      "longer break glass",
      { breakGlass: { ...BASE.breakGlass, maxMinutes: 31 } },
      ["broadening breakGlass.maxMinutes"],
    ],
    ["no break glass", { breakGlass: undefined }, ["narrowing breakGlass.eligible"]],
    ["one statement less", { statements: [READ] }, ["narrowing statements"]],
    ["one action more", { statements: [{ ...READ, actions: ["s3:*"] }] }, ["broadening statements"]],
    [
      "a deny more",
      {
        statements: [...(entitlement() as { statements: object[] }).statements, { ...READ, effect: "deny" }],
      },
      ["narrowing statements"],
    ],
    [
      "another order",
      { statements: [...(entitlement() as { statements: object[] }).statements].reverse() },
      [],
    ],
  ])("of %s", (_, parts, changes) => {
    expect(changesOf(parts)).toEqual(changes);
  });

  it("names entitlements that come and go, and people who join", () => {
    const user = { arn: "arn:aws:iam::111122223333:user/a1", id: "a1", groups: ["oncall"] };
    const old = file([entitlement()], { users: [user] });
    const next = file([entitlement({ id: "other" })], { users: [{ ...user, groups: ["leads"] }] });
    expect(diffAccess(old, next).changes.map(({ kind, entitlement: id, what }) => [kind, id, what])).toEqual([
      ["broadening", "other", "entitlements"],
      ["narrowing", "orders-db-read", "entitlements"],
      ["broadening", null, "people.users"],
      ["narrowing", null, "people.users"],
    ]);
  });
});
