import { describe, expect, it } from "vitest";
import { approveGrant } from "../../../services/access-broker/approve-grant.js";
import { cancelGrant } from "../../../services/access-broker/cancel-grant.js";
import { denyGrant } from "../../../services/access-broker/deny-grant.js";
import { extendGrant } from "../../../services/access-broker/extend-grant.js";
import { requestAccess } from "../../../services/access-broker/request-access.js";
import { reviewGrant } from "../../../services/access-broker/review-grant.js";
import { revokeGrant } from "../../../services/access-broker/revoke-grant.js";
import { showGrant } from "../../../services/access-broker/show-grant.js";
import type { Caller } from "../../../services/access-broker/verbs.js";
import { ALICE, BOB, MINUTE, STRANGER, World } from "./broker-world.js";

interface Written {
  readonly event: string;
  readonly actor: string;
  readonly grant: string;
  readonly to: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

async function events(world: World): Promise<readonly Written[]> {
  const { ports } = world.start();
  await ports.heads.flush();
  return ports.heads.events() as readonly Written[];
}

const NOBODY = "01AAAAAAAAAAAAAAAAAAAAAAAA";
const named = (person: Partial<Caller["person"]>): Caller => ({ person: { ...ALICE.person, ...person } });

/** Everything that a person may get wrong, with the event and the reason that the audit trail must hold. */
const REFUSED: readonly [string, string, (world: World, grant: string, hash: string) => Promise<unknown>][] =
  [
    [
      "no entitlement",
      "request-refused unknown_entitlement",
      (world) => world.request({ entitlement: "none" }),
    ],
    [
      "misspelt keys",
      "request-refused invalid_request",
      (world) => world.request({ action: ["s3:*"] } as object),
    ],
    [
      "a person with a variable",
      "request-refused invalid_request",
      (world) => world.request({}, named({ id: "${aws:userid}" })),
    ],
    [
      "no entitlements",
      "request-refused invalid_request",
      (world) => requestAccess(world.ports, ALICE, { entitlement: [], minutes: 1 }, "t"),
    ],
    ["no token", "request-refused invalid_request", (world) => world.request({}, ALICE, "")],
    [
      "another body under the token",
      "request-refused invalid_request",
      (world) => world.request({ minutes: 7 }, ALICE, "first"),
    ],
    ["somebody who is not eligible", "request-refused not_eligible", (world) => world.request({}, STRANGER)],
    ["too many minutes", "request-refused minutes_out_of_range", (world) => world.request({ minutes: 999 })],
    [
      "wider actions",
      "request-refused wider_than_entitlement",
      (world) => world.request({ actions: ["iam:*"] }),
    ],
    [
      "the requester in other letters",
      "approve-refused self_approval",
      (world, grant, hash) => approveGrant(world.ports, named({ id: "ALICE" }), { grant, hash }),
    ],
    [
      "the requester as a service",
      "approve-refused self_approval",
      (world, grant, hash) => approveGrant(world.ports, named({ kind: "service" }), { grant, hash }),
    ],
    [
      "another hash",
      "approve-refused hash_mismatch",
      (world, grant) => approveGrant(world.ports, BOB, { grant, hash: `sha256:${"0".repeat(64)}` }),
    ],
    [
      "a stranger",
      "approve-refused not_allowed",
      (world, grant, hash) => approveGrant(world.ports, STRANGER, { grant, hash }),
    ],
    [
      "a longer approval",
      "approve-refused minutes_out_of_range",
      (world, grant, hash) => approveGrant(world.ports, BOB, { grant, hash, minutes: 61 }),
    ],
    [
      "a fraction of minutes",
      "approve-refused minutes_out_of_range",
      (world, grant, hash) => approveGrant(world.ports, BOB, { grant, hash, minutes: 1.5 }),
    ],
    [
      "an unknown grant",
      "approve-refused not_allowed",
      (world, _, hash) => approveGrant(world.ports, BOB, { grant: NOBODY, hash }),
    ],
    [
      "a grant with an impossible name",
      "deny-refused not_allowed",
      (world) => denyGrant(world.ports, BOB, { grant: "\ud800/../".repeat(400) }),
    ],
    [
      "a denial of one's own",
      "deny-refused not_allowed",
      (world, grant) => denyGrant(world.ports, ALICE, { grant }),
    ],
    [
      "somebody else's cancellation",
      "cancel-refused not_allowed",
      (world, grant) => cancelGrant(world.ports, BOB, { grant }),
    ],
    [
      "a stranger's revoke",
      "revoke-refused not_allowed",
      (world, grant) => revokeGrant(world.ports, STRANGER, { grant }),
    ],
    [
      "a revoke of nothing",
      "revoke-refused not_allowed",
      (world) => revokeGrant(world.ports, ALICE, { grant: NOBODY }),
    ],
    [
      "an early extension",
      "extend-refused wrong_state",
      (world, grant) => extendGrant(world.ports, ALICE, { grant, minutes: 5 }, "e"),
    ],
    [
      "somebody else's extension",
      "extend-refused not_allowed",
      (world, grant) => extendGrant(world.ports, BOB, { grant, minutes: 5 }, "e"),
    ],
    [
      "minutes that are half a character",
      "extend-refused wrong_state",
      (world, grant) => extendGrant(world.ports, ALICE, { grant, minutes: "\ud800" }, "e"),
    ],
    [
      "a review of what owes none",
      "review-refused wrong_state",
      (world, grant) => reviewGrant(world.ports, BOB, { grant }),
    ],
    [
      "a look at another's grant",
      "show-refused not_allowed",
      (world, grant) => showGrant(world.ports, STRANGER, { grant }),
    ],
  ];

describe("what is refused", () => {
  it.each(REFUSED)("is written down once: %s (%s)", async (_, expected, attempt) => {
    const world = new World();
    await world.request({}, ALICE, "first");
    const asked = await world.request({ entitlement: "asked" });
    const before = (await events(world)).length;
    const standing = world.standing();
    const answer = await attempt(world, asked.grant ?? "", asked.approvals?.hash ?? "");
    const [record, ...others] = (await events(world)).slice(before);
    expect(others).toEqual([]);
    expect(`${record?.event} ${record?.detail["reason"]}`).toBe(expected);
    expect(answer).toMatchObject({ refused: true, reason: record?.detail["reason"] });
    // It leaves nothing behind, and the chain still verifies.
    expect(world.standing()).toEqual(standing);
    expect(await world.auditProblem()).toBeUndefined();
  });

  it("never writes an id that nobody can have", async () => {
    const world = new World();
    await world.request({}, named({ id: `x\n${"y".repeat(5000)}` }));
    await denyGrant(world.ports, BOB, { grant: "<script>" });
    expect((await events(world)).map(({ actor, detail }) => [actor, detail["named"]])).toEqual([
      ["user:unreadable", undefined],
      ["user:bob", "unreadable"],
    ]);
  });

  it("names the state that stands when it is written, not the one that was judged", async () => {
    const world = new World();
    const asked = await world.request({ entitlement: "asked" });
    const { ports } = world.start();
    const note = ports.store.note.bind(ports.store);
    ports.store.note = async (audit) => {
      // Somebody approves between the refusal and its record.
      await world.approve(asked);
      return note(audit);
    };
    await approveGrant(ports, STRANGER, { grant: asked.grant ?? "", hash: asked.approvals?.hash ?? "" });
    const last = (await events(world)).at(-1);
    expect(last).toMatchObject({ event: "approve-refused", grant: asked.grant, to: "ACTIVE" });
    expect(await world.auditProblem()).toBeUndefined();
  });

  it("is refused as throttled, and says so, where the ledger takes nothing", async () => {
    const world = new World();
    const answer = await approveGrant(world.start({ how: "error", call: 1 }).ports, STRANGER, {
      grant: NOBODY,
      hash: "",
    });
    expect(answer).toMatchObject({ refused: true, reason: "throttled" });
  });

  it("an approval that comes too late, and one after the end", async () => {
    const world = new World();
    const asked = await world.request({ entitlement: "asked" });
    world.now += 180 * MINUTE;
    expect(await world.approve(asked)).toMatchObject({ refused: true, reason: "lapsed" });
    await world.sweep();
    expect(await world.approve(asked)).toMatchObject({ refused: true, reason: "wrong_state" });
    expect((await events(world)).filter(({ event }) => event === "approve-refused")).toHaveLength(2);
  });
});
