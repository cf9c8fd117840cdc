import { describe, expect, it } from "vitest";
import { entitlement, entitlements, TARGET } from "../../core/access/sample.js";
import { FILE, World } from "./broker-world.js";
import { leftovers } from "./laws.js";

describe("a grant that the file of today words otherwise", () => {
  const wide = { statements: [{ actions: ["s3:*", "rds-db:*"], resources: ["*"] }] };
  const CHANGES: readonly [string, object, boolean][] = [
    ["the same", {}, false],
    ["a description", { description: "words" }, false],
    ["more", wide, false],
    [
      "another order, and a pattern that covers it",
      {
        statements: [
          { actions: ["rds-db:connect"], resources: ["*"] },
          { actions: ["s3:Get*", "s3:List*"], resources: ["arn:aws:s3:::orders*"] },
        ],
      },
      false,
    ],
    [
      "an action less",
      { statements: [{ actions: ["s3:Get*"], resources: ["arn:aws:s3:::orders", "arn:aws:s3:::orders/*"] }] },
      true,
    ],
    [
      "a resource less",
      {
        statements: [
          { actions: ["s3:Get*", "s3:List*", "rds-db:connect"], resources: ["arn:aws:s3:::orders"] },
        ],
      },
      true,
    ],
    ["another target", { target: `${TARGET}-2` }, true],
    [
      "a deny more",
      {
        statements: [
          ...(entitlement() as { statements: object[] }).statements,
          { effect: "deny", actions: ["s3:GetObjectAcl"], resources: ["*"] },
        ],
      },
      true,
    ],
    [
      "a condition more",
      {
        statements: [
          {
            actions: ["s3:*", "rds-db:connect"],
            resources: ["*"],
            conditions: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
          },
        ],
      },
      true,
    ],
    ["fewer minutes", { maxMinutes: 59 }, true],
    ["as many minutes", { maxMinutes: 60 }, false],
    ["others who are eligible", { eligible: ["group:other"] }, true],
    ["an approval more", { approval: { required: 1, approvers: ["user:bob"] } }, true],
    ["another way to tell persons apart", { person: "aws:userid" }, true],
  ];

  it.each(CHANGES)("%s: %j is wider than today: %s", async (_, parts, isWider) => {
    const world = new World();
    const free = await world.request({});
    world.file = { version: 1, entitlements: entitlements(entitlement({ id: "free", ...parts })) };
    expect((await world.sweep()).wider).toEqual(isWider ? [free.grant] : []);
    // It is listed and left alone.
    expect((await world.grant(free)).state).toBe("ACTIVE");
  });

  it("is judged by what was asked for, not by all that the entitlement gave", async () => {
    const world = new World();
    const narrow = await world.request({ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::orders/a"] });
    const parts = { statements: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::orders/*"] }] };
    world.file = { version: 1, entitlements: entitlements(entitlement({ id: "free", ...parts })) };
    expect(narrow.state).toBe("ACTIVE");
    expect((await world.sweep()).wider).toEqual([]);
  });

  it("counts for flows and access policies too, and all end with their entitlement", async () => {
    const world = new World();
    const [flow, policy] = [
      await world.request({ entitlement: "flow" }),
      await world.request({ entitlement: "policy" }),
    ];
    const changed = (id: string, parts: object) =>
      FILE.map((one) => (one.id === id ? { ...one, ...parts } : one));
    world.file = {
      version: 1,
      entitlements: changed("flow", { flow: { from: "sg-0000000a", to: "sg-0000000b", port: "tcp/443" } }),
    };
    expect((await world.sweep()).wider).toEqual([flow.grant]);
    world.file = {
      version: 1,
      entitlements: changed("policy", { policy: { actions: ["orders:ReadOne"], resources: ["orders/*"] } }),
    };
    expect((await world.sweep()).wider).toEqual([policy.grant]);
    world.file = {
      version: 1,
      entitlements: changed("policy", { policy: { actions: ["orders:*"], resources: ["*"] } }),
    };
    expect((await world.sweep()).wider).toEqual([]);
    world.file = { version: 1, entitlements: FILE.filter(({ id }) => id === "free") };
    expect((await world.sweep()).revoked).toEqual([flow.grant, policy.grant].sort());
    expect((await world.grant(flow)).ending).toBe("entitlement_changed");
    expect(await leftovers(world)).toEqual([]);
  });
});
