import { describe, expect, it } from "vitest";
import type { LocalPorts } from "../../../adapters/local/local-ports.js";
import { isSamePerson } from "../../../core/access/principal.js";
import { CordonError } from "../../../core/errors.js";
import { approveGrant } from "../../../services/access-broker/approve-grant.js";
import type { SweepGauges } from "../../../services/access-broker/ports.js";
import { provisionGrant } from "../../../services/access-broker/provision-grant.js";
import { revokeGrant } from "../../../services/access-broker/revoke-grant.js";
import { sweep } from "../../../services/access-broker/sweep.js";
import type { Caller } from "../../../services/access-broker/verbs.js";
import { verifyAudit } from "../../../services/access-broker/verify-audit.js";
import { OutsideError } from "../../../services/intent-do-sweep/outside-error.js";
import { TARGET } from "../../core/access/sample.js";
import { ALICE, BOB, CAROL, FILE, MINUTE, World } from "./broker-world.js";
import { brokenLaws, leftovers } from "./laws.js";

const throttles = async (): Promise<never> => {
  throw new OutsideError("throttled", "Rate exceeded");
};

describe("a sweep that cannot keep the head of the audit chain", () => {
  /** A sweep whose keeper fails some times. */
  async function swept(times: number) {
    const world = new World();
    await world.request({});
    const gauges: SweepGauges[] = [];
    let failed = 0;
    const base = world.start().ports;
    const keep = base.heads.keep.bind(base.heads);
    const waits: number[] = [];
    const answer = await sweep({
      ...base,
      gauges: async (measured) => void gauges.push(measured),
      wait: async (milliseconds) => void waits.push(milliseconds),
      heads: {
        kept: () => base.heads.kept(),
        keep: async () => {
          failed += 1;
          if (failed <= times) await throttles();
          await keep();
        },
      },
    });
    return { answer, gauges, waits };
  }

  it("tries again", async () => {
    const { answer, gauges, waits } = await swept(2);
    expect(answer.failed).toEqual([]);
    expect(gauges).toMatchObject([{ headsNotKept: 0, active: 1 }]);
    expect(waits).toEqual([500, 2000]);
  });

  it("then says so, and measures it for the alarm", async () => {
    const { answer, gauges } = await swept(3);
    expect(answer.failed).toEqual(["audit-head"]);
    expect(gauges).toMatchObject([{ headsNotKept: 1 }]);
  });
});

describe("the audit chain, while others write to it", () => {
  it("is read anew rather than called broken", async () => {
    const world = new World();
    await world.request({});
    const { ports } = world.start();
    await ports.heads.flush();
    const head = ports.store.head.bind(ports.store);
    let late = 0;
    ports.store.head = async () => {
      const before = await head();
      late += 1;
      // An event comes between the head and the list.
      if (late === 1) {
        await world.request({}, CAROL, "other");
        await world.start().ports.heads.flush();
      }
      return before;
    };
    expect(await verifyAudit(ports)).toMatchObject({ ok: true });
    expect(late).toBe(2);
  });
});

describe("a file of entitlements that cannot be read", () => {
  it.each([
    ["S3 is down", new OutsideError("throttled", "S3 is down"), ["entitlements"]],
    ["somebody broke it", new CordonError([]), undefined],
  ] as const)("holds up no end (%s)", async (_, error, failed) => {
    const world = new World();
    const [due, later] = [
      await world.request({ minutes: 10 }),
      await world.request({ entitlement: "flow", notBefore: "2026-12-01T10:30:00Z" }),
    ];
    world.now += 30 * MINUTE;
    const ports: LocalPorts = { ...world.start().ports, entitlements: () => Promise.reject(error) };
    const run = sweep(ports);
    if (failed === undefined) await expect(run).rejects.toBe(error);
    else expect(await run).toMatchObject({ failed, revoked: [due.grant] });
    expect((await world.grant(due)).state).toBe("EXPIRED");
    // Nothing starts without the file either.
    expect((await world.grant(later)).state).toBe("APPROVED");
    expect((await world.sweep()).started).toEqual([later.grant]);
  });
});

describe("a notice that is lost", () => {
  const lost = (world: World) => {
    const { ports } = world.start();
    return { ...ports, notifier: { tell: throttles } };
  };

  it("is told by the next sweep, once", async () => {
    const world = new World();
    const asked = await world.request({ entitlement: "asked" });
    world.notices.length = 0;
    const command = { grant: asked.grant ?? "", hash: asked.approvals?.hash ?? "" };
    const ports = lost(world);
    const answer = await approveGrant(
      { ...ports, provisioner: { provision: (id) => provisionGrant(ports, id) } },
      BOB,
      command,
    );
    expect(answer).toMatchObject({ refused: false, state: "ACTIVE" });
    expect(world.notices).toEqual([]);
    await world.sweep();
    expect(world.notices).toEqual([]);
    world.now += MINUTE;
    await world.sweep();
    await world.sweep();
    expect(world.notices.map(({ event, grant }) => [event, grant])).toEqual([["active", asked.grant]]);
    await revokeGrant(lost(world), ALICE, { grant: asked.grant ?? "" });
    world.now += MINUTE;
    await world.sweep();
    await world.sweep();
    expect(world.notices.map(({ event }) => event)).toEqual(["active", "revoked"]);
    expect(await world.auditProblem()).toBeUndefined();
  });

  it("of a request reaches the approvers with the command and the topics of the entitlement", async () => {
    const world = new World();
    const topic = "arn:aws:sns:eu-central-1:111122223333:leads";
    world.file = {
      version: 1,
      entitlements: FILE.map((one) => (one.id === "asked" ? { ...one, notify: [topic] } : one)),
    };
    const asked = await world.request({ entitlement: "asked" });
    const [first] = world.notices.splice(0);
    // As if the process had died before it could tell.
    await world.ports.store.replace(
      { ...(await world.grant(asked)), version: (await world.grant(asked)).version + 1, untold: true },
      {
        grant: asked.grant ?? "",
        at: "2026-12-01T10:00:00Z",
        actor: "system",
        event: "test",
        from: "PENDING",
        to: "PENDING",
        detail: {},
      },
    );
    world.now += MINUTE;
    await world.sweep();
    expect(world.notices).toEqual([first]);
    expect(first).toMatchObject({ to: "approve", topics: [topic] });
  });
});

describe("two grants and one place on the role", () => {
  it("go to the first; the other is refused before it has made anything", async () => {
    const world = new World();
    const attached = Array.from({ length: 9 }, (_, at) => `arn:aws:iam::111122223333:policy/own-${at}`);
    world.aws.update((state) => ({
      state: { ...state, roles: { [TARGET]: { attached } } },
      result: undefined,
    }));
    const later = { notBefore: "2026-12-01T11:00:00Z" };
    const [one, two] = [
      await world.request(later, ALICE, "a"),
      await world.request(later, CAROL_ONCALL, "b"),
    ];
    world.now += 60 * MINUTE;
    const { ports, faults } = world.start();
    const answers = await Promise.all([one, two].map(({ grant }) => provisionGrant(ports, grant ?? "")));
    expect(answers.map(({ state, reason }) => [state, reason])).toEqual([
      ["ACTIVE", "ready"],
      ["FAILED", "role_full"],
    ]);
    expect(faults.calls.filter((call) => call.startsWith("iam CreatePolicy"))).toHaveLength(1);
    world.aws.update((state) => ({
      state: {
        ...state,
        roles: {
          [TARGET]: {
            attached: state.roles[TARGET]?.attached.filter((arn) => !attached.includes(arn)) ?? [],
          },
        },
      },
      result: undefined,
    }));
    expect(await leftovers(world)).toEqual([]);
  });
});

const CAROL_ONCALL: Caller = { person: { id: "carol", kind: "user", groups: ["oncall"] } };

describe("whoever comes at the same time", () => {
  const other = (id: string): Caller => ({ person: { id, kind: "user", groups: ["leads"] } });

  it("gives one approval however often and in whatever letters one person sends it (I3)", async () => {
    const world = new World();
    const asked = await world.request({ entitlement: "asked-twice" });
    const answers = await Promise.all(
      ["bob", "Bob", "BOB", "bob"].map((id) => world.approve(asked, other(id))),
    );
    expect(answers.filter(({ refused }) => !refused)).toHaveLength(1);
    expect(answers.filter(({ reason }) => reason === "already_approved")).toHaveLength(3);
    expect((await world.grant(asked)).state).toBe("PENDING");
    await Promise.all([
      world.approve(asked, ALICE),
      world.approve(asked, other("alice")),
      world.approve(asked, CAROL),
    ]);
    const grant = await world.grant(asked);
    expect(grant.state).toBe("ACTIVE");
    expect(grant.approval.given.some(({ by }) => isSamePerson(by, "alice"))).toBe(false);
  });

  it("makes one grant of one token (I5, I6)", async () => {
    const world = new World();
    await Promise.all(Array.from({ length: 8 }, () => world.request({}, ALICE, "t")));
    expect(await world.grants()).toHaveLength(1);
    expect(world.standing().policies).toHaveLength(1);
    expect(await brokenLaws(world)).toEqual([]);
  });

  it("revokes, sweeps and provisions at once, and nothing is left half-done", async () => {
    const world = new World();
    const all = await Promise.all(
      ["a", "b", "c"].map((token) => world.request({ entitlement: "asked", minutes: 30 }, ALICE, token)),
    );
    await Promise.all([
      ...all.map((asked) => world.approve(asked)),
      ...all.map(({ grant }) => revokeGrant(world.ports, ALICE, { grant: grant ?? "" })),
      world.sweep(),
      world.sweep(),
    ]);
    expect(await brokenLaws(world)).toEqual([]);
    world.now += 6 * MINUTE;
    await world.sweep();
    expect(await leftovers(world)).toEqual([]);
    expect(await world.auditProblem()).toBeUndefined();
  });

  it("changes nothing by a message that is delivered again, at any later time (I5)", async () => {
    const world = new World();
    const asked = await world.request({ entitlement: "asked" });
    await world.approve(asked);
    await revokeGrant(world.ports, ALICE, { grant: asked.grant ?? "" });
    const before = JSON.stringify(await world.grants());
    await provisionGrant(world.ports, asked.grant ?? "");
    await world.approve(asked);
    await revokeGrant(world.ports, ALICE, { grant: asked.grant ?? "" });
    await sweep(world.ports, asked.grant ?? "");
    expect(JSON.stringify(await world.grants())).toBe(before);
    expect(world.standing().policies).toEqual([]);
  });
});

describe("a revoke (I8)", () => {
  it.each(["schedule", "tags", "entitlement", "boundary", "role"])(
    "succeeds without the %s",
    async (what) => {
      const world = new World();
      const boundary = "arn:aws:iam::111122223333:policy/jit-boundary";
      world.settings = { boundary };
      world.aws.update((state) => ({
        state: { ...state, roles: { [TARGET]: { attached: [], boundary } } },
        result: undefined,
      }));
      const free = await world.request({});
      expect(free.state).toBe("ACTIVE");
      world.aws.update((state) => {
        const arn = free.policyArn ?? "";
        const policy = state.policies[arn];
        if (policy === undefined) throw new Error("no policy");
        const changed = {
          schedule: { schedules: {} },
          tags: { policies: { [arn]: { ...policy, tags: {} } } },
          entitlement: {},
          boundary: { roles: { [TARGET]: { attached: [arn] } } },
          role: { roles: {} },
        }[what];
        return { state: { ...state, ...changed }, result: undefined };
      });
      if (what === "entitlement") world.file = { version: 1, entitlements: [] };
      expect(await revokeGrant(world.ports, ALICE, { grant: free.grant ?? "" })).toMatchObject({
        state: "REVOKED",
      });
      expect(world.standing()).toMatchObject({ policies: [], attached: [], schedules: [] });
    },
  );
});

describe("IAM that throttles for minutes", () => {
  it("costs no grant its end: it is tried for ever, said to be stuck, and ended once IAM answers", async () => {
    const world = new World();
    const free = await world.request({ minutes: 10 });
    world.now += 10 * MINUTE;
    for (let round = 1; round <= 12; round += 1) {
      const { ports } = world.start();
      ports.iam.entities = throttles;
      const { stuck, failed } = await sweep(ports);
      expect([stuck.length, failed]).toEqual([round >= 6 ? 1 : 0, []]);
      world.now += 5 * MINUTE;
    }
    expect((await world.grant(free)).state).toBe("REVOKING");
    expect((await world.sweep()).revoked).toEqual([free.grant]);
    expect((await world.grant(free)).stuck).toBe(false);
  });

  it("costs a request nothing but time: refused as throttled, and rolled back", async () => {
    const world = new World();
    const { ports } = world.start();
    ports.iam.attachedPolicies = throttles;
    const asked = await world.request({ entitlement: "asked" });
    const answer = await approveGrant(ports, BOB, {
      grant: asked.grant ?? "",
      hash: asked.approvals?.hash ?? "",
    });
    expect(answer).toMatchObject({ refused: true, reason: "throttled" });
    world.now += 6 * MINUTE;
    await world.sweep();
    expect(await leftovers(world)).toEqual([]);
    expect((await world.grant(asked)).state).toBe("FAILED");
  });
});
