import { describe, expect, it } from "vitest";
import { approveGrant } from "../../../services/access-broker/approve-grant.js";
import { cancelGrant } from "../../../services/access-broker/cancel-grant.js";
import { denyGrant } from "../../../services/access-broker/deny-grant.js";
import { extendGrant } from "../../../services/access-broker/extend-grant.js";
import { listGrants } from "../../../services/access-broker/list-grants.js";
import { provisionGrant } from "../../../services/access-broker/provision-grant.js";
import { reportGrants } from "../../../services/access-broker/report-grants.js";
import { requestAccess } from "../../../services/access-broker/request-access.js";
import { reviewGrant } from "../../../services/access-broker/review-grant.js";
import { revokeGrant } from "../../../services/access-broker/revoke-grant.js";
import { showGrant } from "../../../services/access-broker/show-grant.js";
import type { Caller } from "../../../services/access-broker/verbs.js";
import { entitlement, entitlements, NOW, TARGET } from "../../core/access/sample.js";
import { ALICE, BOB, CAROL, MINUTE, OPERATOR, STRANGER, World } from "./broker-world.js";
import { leftovers } from "./laws.js";

const told = ({ refused, reason, state }: { refused: boolean; reason: string; state: string | null }) =>
  `${refused ? "refused" : "done"} ${reason} ${state}`;

describe("a request", () => {
  it("is granted at once where nobody must approve, and gone at the deadline", async () => {
    const world = new World();
    const answer = await world.request({});
    expect(told(answer)).toBe("done ready ACTIVE");
    expect(answer.policyArn).toBe(`arn:aws:iam::111122223333:policy/jit/jit-${answer.grant}`);
    expect(world.aws.current.policies[answer.policyArn ?? ""]?.tags).toMatchObject({ grantId: answer.grant });
    expect(await leftovers(world)).toEqual([]);
    world.now = NOW + 60 * MINUTE - 1000;
    expect((await world.sweep()).revoked).toEqual([]);
    world.now = NOW + 60 * MINUTE;
    expect((await world.sweep()).revoked).toEqual([answer.grant]);
    expect(world.standing()).toEqual({ policies: [], attached: [], schedules: [], rules: [], rows: [] });
    expect((await world.grant(answer)).state).toBe("EXPIRED");
  });

  it("says who must approve, with the command, and lapses", async () => {
    const world = new World();
    const answer = await world.request({ entitlement: "asked" });
    expect(told(answer)).toBe("done approval_required PENDING");
    const [notice] = world.notices;
    expect(notice).toMatchObject({ to: "approve", persons: ["group:leads"] });
    expect(notice?.text.split("\n").at(-1)).toBe(
      `cordon access approve ${answer.grant} --hash ${answer.approvals?.hash}`,
    );
    world.now = NOW + 180 * MINUTE;
    expect((await world.sweep()).lapsed).toEqual([answer.grant]);
  });

  it("is the same under the same token and body, and refused under another", async () => {
    const world = new World();
    const first = await world.request({}, ALICE, "t");
    expect((await world.request({}, ALICE, "t")).grant).toBe(first.grant);
    expect(told(await world.request({ minutes: 61 }, ALICE, "t"))).toBe("refused invalid_request null");
    const other: Caller = { person: { ...ALICE.person, id: "dave" } };
    expect((await world.request({}, other, "t")).grant).not.toBe(first.grant);
  });

  it("for several has an outcome each, judged together", async () => {
    const world = new World();
    const command = { entitlement: ["pass", "run", "unknown"], minutes: 60 };
    const answer = await requestAccess(world.ports, ALICE, command, "t");
    const outcomes = "outcomes" in answer ? answer.outcomes.map(told) : [];
    expect(outcomes).toEqual([
      "done ready ACTIVE",
      "refused escalation null",
      "refused unknown_entitlement null",
    ]);
  });

  it("is judged together with what is in force, also where both start at once", async () => {
    const world = new World();
    await world.request({ entitlement: "pass" });
    expect(told(await world.request({ entitlement: "run" }))).toBe("refused escalation null");
    const race = new World();
    const later = { notBefore: "2026-12-01T11:00:00Z" };
    const both = [
      await race.request({ entitlement: "pass", ...later }),
      await race.request({ entitlement: "run", ...later }),
    ];
    race.now = NOW + 60 * MINUTE;
    const { ports } = race.start();
    await Promise.all(both.map(({ grant }) => provisionGrant(ports, grant ?? "")));
    expect((await race.grants()).filter(({ state }) => state === "ACTIVE").length).toBeLessThan(2);
  });

  it("never takes the requester from the body", async () => {
    const world = new World();
    const command = { entitlement: "free", minutes: 60, requester: { id: "root" } };
    const answer = await requestAccess(world.ports, ALICE, command, "t");
    expect("grant" in answer && (await world.grant(answer)).request.requester.id).toBe("alice");
  });

  it("waits for approval while a critical finding is open", async () => {
    const world = new World();
    world.aws.update((state) => ({
      state: { ...state, criticalFindings: ["user:alice"] },
      result: undefined,
    }));
    expect(told(await world.request({}))).toMatch("PENDING");
    expect(told(await world.request({ entitlement: "asked", breakGlass: true, minutes: 30 }))).toBe(
      "refused not_allowed null",
    );
  });
});

describe("an approval", () => {
  it("starts the grant once enough distinct persons gave theirs, for what the last one shortened", async () => {
    const world = new World();
    const asked = await world.request({ entitlement: "asked-twice" });
    expect(told(await world.approve(asked, ALICE))).toBe("refused self_approval PENDING");
    expect(told(await world.approve(asked, { person: { ...ALICE.person, id: "ALICE" } }))).toMatch(
      "self_approval",
    );
    expect(told(await world.approve(asked, STRANGER))).toBe("refused not_allowed PENDING");
    expect(told(await world.approve(asked))).toBe("done approval_required PENDING");
    expect(told(await world.approve(asked))).toBe("refused already_approved PENDING");
    const done = await world.approve(asked, CAROL, 15);
    expect(told(done)).toBe("done ready ACTIVE");
    expect(done.deadline).toBe("2026-12-01T10:15:00Z");
    expect(await world.auditProblem()).toBeUndefined();
  });

  it("is void once the file means something else", async () => {
    const world = new World();
    const asked = await world.request({ entitlement: "asked" });
    const wider = entitlements(
      entitlement({
        id: "asked",
        approval: { required: 1, approvers: ["group:leads"] },
        statements: [{ actions: ["s3:*"], resources: ["*"] }],
      }),
    );
    world.file = { version: 1, entitlements: wider };
    expect(told(await world.approve(asked))).toBe("refused entitlement_changed PENDING");
  });

  it("and a cancellation at the same time: one of them wins", async () => {
    const world = new World();
    const asked = await world.request({ entitlement: "asked" });
    const [approved, cancelled] = await Promise.all([
      world.approve(asked),
      cancelGrant(world.ports, ALICE, { grant: asked.grant ?? "" }),
    ]);
    expect([approved.refused, cancelled.refused].filter((refused) => !refused)).toHaveLength(1);
    world.now += 6 * MINUTE;
    await world.sweep();
    expect(await leftovers(world)).toEqual([]);
  });

  it("given twice at once, and delivered twice, makes one grant", async () => {
    const world = new World();
    const asked = await world.request({ entitlement: "asked" });
    await Promise.all([world.approve(asked), world.approve(asked), world.approve(asked, CAROL)]);
    const { ports } = world.start();
    await Promise.all([1, 2].map(() => provisionGrant(ports, asked.grant ?? "")));
    expect((await world.grant(asked)).state).toBe("ACTIVE");
    expect(await leftovers(world)).toEqual([]);
  });
});

describe("who may", () => {
  it("deny, cancel and revoke", async () => {
    const world = new World();
    const asked = await world.request({ entitlement: "asked" });
    const id = { grant: asked.grant ?? "" };
    expect(told(await denyGrant(world.ports, ALICE, id))).toBe("refused not_allowed PENDING");
    expect(told(await cancelGrant(world.ports, BOB, id))).toBe("refused not_allowed PENDING");
    expect(told(await denyGrant(world.ports, BOB, id))).toBe("done denied DENIED");
    expect(told(await cancelGrant(world.ports, ALICE, id))).toBe("refused wrong_state DENIED");
    const free = await world.request({});
    const stranger = await revokeGrant(world.ports, STRANGER, { grant: free.grant ?? "" });
    expect("grant" in stranger && told(stranger)).toBe("refused not_allowed ACTIVE");
    const operator = await revokeGrant(world.ports, OPERATOR, { person: "ALICE" });
    expect("outcomes" in operator && operator.outcomes.map(told)).toEqual(["done requested REVOKED"]);
  });

  it("see", async () => {
    const world = new World();
    const asked = await world.request({ entitlement: "asked" });
    const seen = async (caller: Caller) => (await listGrants(world.ports, caller)).grants.length;
    expect(await Promise.all([ALICE, BOB, OPERATOR, STRANGER].map(seen))).toEqual([1, 1, 1, 0]);
    const shown = await showGrant(world.ports, STRANGER, { grant: asked.grant ?? "" });
    expect(shown).toMatchObject({ grant: null, reason: "not_allowed" });
    const period = { from: NOW, to: NOW + 1 };
    expect((await reportGrants(world.ports, BOB, period)).grants).toMatchObject([
      { requester: "user:alice" },
    ]);
    expect((await reportGrants(world.ports, BOB, { from: NOW + 1, to: NOW + 2 })).grants).toEqual([]);
  });
});

describe("break glass", () => {
  it("starts at once, tells the approvers, and owes a review before the next time", async () => {
    const world = new World();
    const ask = (minutes: number) => world.request({ entitlement: "asked", breakGlass: true, minutes });
    expect(told(await ask(31))).toBe("refused minutes_out_of_range null");
    const glass = await ask(30);
    expect(told(glass)).toBe("done ready ACTIVE");
    expect(world.notices[0]).toMatchObject({ to: "told", persons: ["group:leads"] });
    expect(told(await ask(30))).toBe("refused review_owed null");
    const grant = { grant: glass.grant ?? "" };
    expect(told(await reviewGrant(world.ports, ALICE, grant))).toMatch("not_allowed");
    expect((await reviewGrant(world.ports, BOB, grant)).refused).toBe(false);
    expect(told(await ask(30))).toBe("done ready ACTIVE");
  });
});

describe("an extension", () => {
  it("is attached up to five minutes early, with objects of its own, and neither cuts the other", async () => {
    const world = new World();
    const first = await world.request({});
    const extend = (minutes: number, token: string) =>
      extendGrant(world.ports, ALICE, { grant: first.grant ?? "", minutes }, token);
    expect(told(await extend(181, "a"))).toBe("refused minutes_out_of_range ACTIVE");
    const next = await extend(30, "b");
    expect(told(next)).toBe("done ready APPROVED");
    expect((await extend(30, "b")).grant).toBe(next.grant);
    world.now = NOW + 55 * MINUTE;
    expect((await world.sweep()).started).toEqual([next.grant]);
    expect(world.standing().attached).toHaveLength(2);
    world.now = NOW + 60 * MINUTE;
    expect((await world.sweep()).revoked).toEqual([first.grant]);
    expect(await leftovers(world)).toEqual([]);
    expect((await world.grant(next)).window).toEqual({
      activation: NOW + 60 * MINUTE,
      deadline: NOW + 90 * MINUTE,
    });
  });
});

describe("a start that goes wrong", () => {
  it("finds no place on the role, and leaves nothing", async () => {
    const world = new World();
    const attached = Array.from({ length: 10 }, (_, at) => `arn:aws:iam::111122223333:policy/standing-${at}`);
    world.aws.update((state) => ({
      state: { ...state, roles: { [TARGET]: { attached } } },
      result: undefined,
    }));
    expect(told(await world.request({}))).toBe("refused role_full FAILED");
    expect(world.standing()).toMatchObject({ policies: [], schedules: [] });
  });

  it("finds no boundary on the role, or another account", async () => {
    const world = new World();
    const boundary = "arn:aws:iam::111122223333:policy/jit-boundary";
    world.settings = { boundary };
    expect(told(await world.request({}))).toBe("refused boundary_missing FAILED");
    world.aws.update((state) => ({
      state: { ...state, roles: { [TARGET]: { attached: [], boundary } } },
      result: undefined,
    }));
    expect(told(await world.request({}))).toBe("done ready ACTIVE");
    world.settings = { account: "123456789012" };
    expect(told(await world.request({}))).toBe("refused not_allowed FAILED");
  });

  it.each(["createPolicy", "attach"] as const)(
    "that is revoked while it runs leaves nothing (%s)",
    async (name) => {
      const world = new World();
      const asked = await world.request({ entitlement: "asked" });
      const { ports } = world.start();
      const { iam } = ports;
      const original = { createPolicy: iam.createPolicy.bind(iam), attach: iam.attach.bind(iam) };
      const revoke = () => revokeGrant(world.ports, ALICE, { grant: asked.grant ?? "" });
      // Somebody revokes, and finishes, between the broker's steps.
      if (name === "attach") {
        iam.attach = async (...args) => {
          await original.attach(...args);
          await revoke();
        };
      } else {
        iam.createPolicy = async (policy) => {
          await revoke();
          return original.createPolicy(policy);
        };
      }
      const command = { grant: asked.grant ?? "", hash: asked.approvals?.hash ?? "" };
      const answer = await approveGrant(ports, BOB, command);
      expect(answer.refused).toBe(true);
      expect((await world.grant(asked)).state).toBe("FAILED");
      expect(world.standing()).toMatchObject({ policies: [], attached: [], schedules: [] });
    },
  );

  it.each([0, 5000])("waits for IAM to know what it was told (%i ms)", async (lag) => {
    const world = new World(lag);
    const answer = await world.request({});
    expect(told(answer)).toBe("done ready ACTIVE");
    world.now += 10_000;
    await revokeGrant(world.ports, ALICE, { grant: answer.grant ?? "" });
    world.now += 6 * MINUTE;
    await world.sweep();
    expect(world.standing()).toMatchObject({ policies: [], attached: [], schedules: [] });
  });

  it.each([-10, 10])("does not begin while the clocks are %i minutes apart", async (minutes) => {
    const world = new World();
    world.skew = minutes * MINUTE;
    expect(told(await world.request({}))).toMatch("throttled");
    expect(world.standing().policies).toEqual([]);
  });
});
