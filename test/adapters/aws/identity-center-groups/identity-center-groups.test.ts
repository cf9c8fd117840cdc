import type { IdentitystoreClient } from "@aws-sdk/client-identitystore";
import { describe, expect, it } from "vitest";
import {
  identityCenterGroups,
  REMEMBERED_MS,
} from "../../../../adapters/aws/identity-center-groups/identity-center-groups.js";

const STORE = "d-1234567890";

interface Store {
  users: Record<string, string>;
  /** Pages of ids of groups, by user id. */
  memberships: Record<string, string[][]>;
  groups: Record<string, string>;
  failing?: string;
}

function fake(store: Store) {
  const calls: string[] = [];
  const refused = (name: string, status: number) =>
    Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });
  const client = {
    send: async (command: { input: Record<string, unknown> }) => {
      const { input } = command;
      const call = command.constructor.name.replace("Command", "");
      calls.push(call);
      expect(input["IdentityStoreId"]).toBe(STORE);
      if (call === store.failing) throw refused("AccessDeniedException", 403);
      const absent = refused("ResourceNotFoundException", 400);
      if (call === "GetUserId") {
        const { UniqueAttribute } = input["AlternateIdentifier"] as {
          UniqueAttribute: { AttributePath: string; AttributeValue: string };
        };
        expect(UniqueAttribute.AttributePath).toBe("userName");
        const UserId = store.users[UniqueAttribute.AttributeValue];
        if (UserId === undefined) throw absent;
        return { UserId };
      }
      if (call === "ListGroupMembershipsForMember") {
        const { UserId } = input["MemberId"] as { UserId: string };
        const page = Number(input["NextToken"] ?? 0);
        const pages = store.memberships[UserId] ?? [[]];
        return {
          GroupMemberships: pages[page]?.map((GroupId) => ({ GroupId })),
          ...(page + 1 < pages.length ? { NextToken: String(page + 1) } : {}),
        };
      }
      const DisplayName = store.groups[String(input["GroupId"])];
      if (DisplayName === undefined) throw absent;
      return { DisplayName };
    },
  } as unknown as IdentitystoreClient;
  return { calls, client };
}

const USUAL = (): Store => ({
  users: { "u-17": "id-17" },
  memberships: { "id-17": [["g-1"], ["g-2", "g-3"]] },
  groups: { "g-1": "oncall", "g-2": "leads", "g-3": "auditors" },
});

function groups(store: Store) {
  const { calls, client } = fake(store);
  const clock = { now: 0 };
  return { calls, clock, of: identityCenterGroups(client, { identityStoreId: STORE, now: () => clock.now }) };
}

describe("groups of IAM Identity Center", () => {
  it("are those of all pages, by name", async () => {
    expect(await groups(USUAL()).of("u-17")).toEqual(["oncall", "leads", "auditors"]);
  });

  it("are none for somebody whom the store does not know", async () => {
    expect(await groups(USUAL()).of("u-18")).toEqual([]);
  });

  it("leave out a group that went meanwhile", async () => {
    const store = USUAL();
    delete store.groups["g-2"];
    expect(await groups(store).of("u-17")).toEqual(["oncall", "auditors"]);
  });

  it("are remembered for five minutes, and not a moment longer", async () => {
    const store = USUAL();
    const { calls, clock, of } = groups(store);
    await of("u-17");
    const asked = calls.length;
    store.memberships = { "id-17": [[]] };
    clock.now = REMEMBERED_MS - 1;
    expect(await of("u-17")).toHaveLength(3);
    expect(calls).toHaveLength(asked);
    clock.now = REMEMBERED_MS;
    expect(await of("u-17")).toEqual([]);
  });

  it("are read anew where the clock was set back", async () => {
    const store = USUAL();
    const { clock, of } = groups(store);
    clock.now = 10_000;
    await of("u-17");
    store.memberships = { "id-17": [[]] };
    clock.now = 9000;
    expect(await of("u-17")).toEqual([]);
  });

  it.each(["GetUserId", "ListGroupMembershipsForMember", "DescribeGroup"])(
    "are an error where %s is refused, and nothing is remembered of it",
    async (failing) => {
      const store = { ...USUAL(), failing };
      const { of } = groups(store);
      await expect(of("u-17")).rejects.toMatchObject({ name: "OutsideError" });
      store.failing = "";
      expect(await of("u-17")).toHaveLength(3);
    },
  );

  it("are an error where the store never stops to list", async () => {
    const store = USUAL();
    store.memberships["id-17"] = Array.from({ length: 30 }, () => ["g-1"]);
    await expect(groups(store).of("u-17")).rejects.toMatchObject({ name: "OutsideError" });
  });

  it("are an error where an answer lacks the name of a group", async () => {
    const store = USUAL();
    store.groups["g-1"] = "";
    await expect(groups(store).of("u-17")).rejects.toMatchObject({ name: "OutsideError" });
  });
});
