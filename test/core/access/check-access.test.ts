import { describe, expect, it } from "vitest";
import { checkAccess } from "../../../core/access/analysis/check-access.js";
import type { EntitlementFile, People } from "../../../core/access/entitlement.js";
import { entitlement, entitlements, NOW } from "./sample.js";

const GATED = { required: 1, approvers: ["user:lead"] };
const ROLE = { arn: "arn:aws:iam::111122223333:role/x", person: "sessionName", groups: ["leads"] } as const;

function check(list: readonly unknown[], people?: People) {
  const file: EntitlementFile = {
    version: 1,
    entitlements: entitlements(...list),
    ...(people && { people }),
  };
  return checkAccess(file, NOW);
}

function rulesOf(list: readonly unknown[], people?: People): string[] {
  return check(list, people).findings.map(({ rule, entitlement: id }) => `${rule} ${id}`);
}

describe("the check of entitlements", () => {
  it("proves the expiry of what is in order", () => {
    const date = { DateLessThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } };
    const over = { statements: [{ actions: ["*"], resources: ["*"], conditions: date }] };
    expect(check([entitlement(), entitlement({ id: "over", ...over })])).toEqual({
      version: 1,
      entitlements: [
        { id: "orders-db-read", provesExpiry: true },
        { id: "over", provesExpiry: true },
      ],
      findings: [],
      unproven: [],
    });
  });

  it("finds escalation, roles of AWS, and the sweep of flows", () => {
    const statements = [{ actions: ["iam:*"], resources: ["*"] }];
    const target = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1a2b";
    expect(rulesOf([entitlement({ statements }), entitlement({ id: "sso", target })])).toEqual([
      "CORDON-JIT-001 orders-db-read",
      "CORDON-JIT-006 sso",
    ]);
    const { maxMinutes, eligible, approval } = entitlement() as Record<string, unknown>;
    const flow = { from: "sg-11111111", to: "sg-22222222", port: "tcp/5432" };
    const answer = check([{ id: "f", kind: "flow", flow, maxMinutes, eligible, approval }]);
    expect(answer).toMatchObject({ entitlements: [{ id: "f", provesExpiry: null }], findings: [] });
  });

  it.each<[string, Record<string, unknown>, People | undefined, string[]]>([
    [
      "a group and no people: unproven",
      { approval: { required: 1, approvers: ["group:leads"] } },
      undefined,
      [],
    ],
    [
      "a group of a role: unproven",
      { approval: { required: 9, approvers: ["group:leads"] } },
      { roles: [ROLE] },
      [],
    ],
    [
      "a group that nobody gives",
      { approval: { required: 1, approvers: ["group:leads"] } },
      {},
      ["CORDON-JIT-003 orders-db-read"],
    ],
    [
      "one person in two letters",
      { approval: { required: 2, approvers: ["user:lead", "user:Lead"] } },
      undefined,
      ["CORDON-JIT-003 orders-db-read"],
    ],
    [
      "the requester alone",
      { eligible: ["user:lead"], approval: GATED },
      undefined,
      ["CORDON-JIT-003 orders-db-read"],
    ],
    ["an approver for others", { approval: GATED }, undefined, []],
  ])("tells who can approve: %s", (_, parts, people, rules) => {
    expect(rulesOf([entitlement(parts)], people)).toEqual(rules);
  });

  it("lists what patterns leave open", () => {
    const parts = { approval: { required: 1, approvers: ["group:leads"] } };
    expect(check([entitlement(parts)], { roles: [ROLE] }).unproven).toHaveLength(1);
    expect(check([entitlement({ approval: GATED })]).unproven).toEqual([]);
  });

  const gated = entitlement({ id: "gated", approval: GATED });
  const cheap = (parts: Record<string, unknown> = {}): unknown => entitlement({ id: "cheap", ...parts });
  it.each<[string, unknown, string[]]>([
    ["the same", cheap(), ["CORDON-JIT-004 cheap"]],
    [
      "more",
      cheap({ statements: [{ actions: ["*"], resources: ["*"] }], approval: GATED }),
      ["CORDON-JIT-001 cheap"],
    ],
    [
      "one statement of it",
      cheap({ statements: [{ actions: ["s3:*"], resources: ["arn:aws:s3:::orders*"] }] }),
      ["CORDON-JIT-005 cheap"],
    ],
    [
      "a part of a statement",
      cheap({ statements: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::orders/*"] }] }),
      [],
    ],
    [
      "under a condition",
      cheap({
        statements: [
          {
            actions: ["s3:*"],
            resources: ["*"],
            conditions: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
          },
        ],
      }),
      [],
    ],
    ["on another role", cheap({ target: "arn:aws:iam::111122223333:role/other" }), []],
  ])("finds what is to be had for fewer approvals: %s", (_, other, rules) => {
    expect(rulesOf([gated, other])).toEqual(rules);
  });

  it("lets different persons have it for different approvals", () => {
    const mine = entitlement({ id: "mine", eligible: ["user:a1"] });
    const yours = entitlement({ id: "yours", eligible: ["user:b1"], approval: GATED });
    expect(rulesOf([mine, yours])).toEqual([]);
  });
});
