import { expect, it } from "vitest";
import { assumeTarget } from "../../../services/access-broker/assume-target.js";
import { entitlement, entitlements } from "../../core/access/sample.js";
import { ALICE, BOB, MINUTE, World } from "./broker-world.js";

async function granted(parts: Readonly<Record<string, unknown>> = {}) {
  const world = new World();
  world.file = { version: 1, entitlements: entitlements(entitlement({ id: "free", ...parts })) };
  const { grant } = await world.request({});
  return { world, command: { grant: grant ?? "" } };
}

it.each([
  ["aws:SourceIdentity", "alice"],
  ["aws:userid", null],
  ["none", null],
])("asks for what the policy of a grant by %s looks at", async (person, sourceIdentity) => {
  const { world, command } = await granted({ person });
  expect(await assumeTarget(world.ports, ALICE, command)).toMatchObject({
    roleSessionName: "alice",
    sourceIdentity,
  });
});

it("goes by what was granted, whatever the file says today", async () => {
  const { world, command } = await granted({ person: "aws:userid" });
  world.file = { version: 1, entitlements: entitlements(entitlement({ id: "free" })) };
  expect(await assumeTarget(world.ports, ALICE, command)).toMatchObject({ sourceIdentity: null });
});

it("tells nobody but the person, and not from the deadline on", async () => {
  const { world, command } = await granted();
  expect(await assumeTarget(world.ports, BOB, command)).toMatchObject({ reason: "not_allowed" });
  world.now += 60 * MINUTE;
  expect(await assumeTarget(world.ports, ALICE, command)).toMatchObject({ reason: "wrong_state" });
});
