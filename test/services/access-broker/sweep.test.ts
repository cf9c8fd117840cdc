import { describe, expect, it } from "vitest";
import { revokeGrant } from "../../../services/access-broker/revoke-grant.js";
import { sweep } from "../../../services/access-broker/sweep.js";
import { OutsideError } from "../../../services/intent-do-sweep/outside-error.js";
import { entitlement, entitlements, NOW, TARGET } from "../../core/access/sample.js";
import { ALICE, FILE, MINUTE, World } from "./broker-world.js";
import { leftovers } from "./laws.js";

describe("the sweep", () => {
  const without = (id: string) => FILE.filter((one) => one.id !== id);

  it("ends grants whose entitlement is gone, and lists those that the file words otherwise", async () => {
    const world = new World();
    const [free, flow] = [await world.request({}), await world.request({ entitlement: "flow" })];
    world.file = {
      version: 1,
      entitlements: [...without("free"), ...entitlements(entitlement({ id: "free", maxMinutes: 30 }))],
    };
    expect((await world.sweep()).wider).toEqual([free.grant]);
    world.file = { version: 1, entitlements: without("flow") };
    expect((await world.sweep()).revoked).toEqual([flow.grant]);
    expect(await leftovers(world)).toEqual([]);
  });

  it("deletes what no grant owns once it is old enough, and nothing else", async () => {
    const world = new World();
    const { policyArn } = await world.request({});
    const planted = world.aws.current.policies[policyArn ?? ""];
    if (planted === undefined) throw new Error("no policy");
    const arn = "arn:aws:iam::111122223333:policy/jit/jit-orphan";
    world.aws.update((state) => ({
      state: {
        ...state,
        policies: {
          ...state.policies,
          [arn]: { ...planted, name: "jit-orphan" },
          "arn:aws:iam::111122223333:policy/own": { ...planted, name: "own", path: "/" },
        },
        roles: { ...state.roles, [`${TARGET}-2`]: { attached: [arn] } },
        schedules: { ...state.schedules, orphan: { at: "2026-12-02T10:00:00Z", grant: "orphan" } },
      },
      result: undefined,
    }));
    expect((await world.sweep()).orphans).toEqual(["orphan"]);
    world.now += 6 * MINUTE;
    expect((await world.sweep()).orphans).toEqual([arn]);
    expect(world.standing().policies).toHaveLength(2);
    expect(world.standing().attached).toEqual([policyArn]);
  });

  it.each<[string, string]>([
    ["document", "drift"],
    ["attachment", "drift"],
    ["policy", "external"],
  ])("ends a grant whose %s somebody changed (%s)", async (what, ending) => {
    const world = new World();
    const answer = await world.request({});
    const arn = answer.policyArn ?? "";
    world.aws.update((state) => {
      const { [arn]: known, ...policies } = state.policies;
      if (known === undefined) throw new Error("no policy");
      const changed = { ...known, document: { ...known.document, Statement: [] } };
      const next = {
        document: { policies: { ...policies, [arn]: changed } },
        attachment: { roles: { ...state.roles, [`${TARGET}-2`]: { attached: [arn] } } },
        policy: { policies, roles: { [TARGET]: { attached: [] } } },
      }[what];
      return { state: { ...state, ...next }, result: undefined };
    });
    expect((await world.sweep()).revoked).toEqual([answer.grant]);
    expect((await world.grant(answer)).ending).toBe(ending);
    expect(await leftovers(world)).toEqual([]);
  });

  it("makes a schedule that is missing", async () => {
    const world = new World();
    await world.request({});
    world.aws.update((state) => ({ state: { ...state, schedules: {} }, result: undefined }));
    await world.sweep();
    expect(await leftovers(world)).toEqual([]);
  });

  it("leaves the rules of a flow to the last grant that shares them, and a rule that stood before", async () => {
    const world = new World();
    const short = await world.request({ entitlement: "flow", minutes: 30 });
    const long = await world.request({ entitlement: "flow", minutes: 60 });
    world.now = NOW + 30 * MINUTE;
    expect((await world.sweep()).revoked).toEqual([short.grant]);
    expect(world.standing().rules).toEqual([`jit-${long.grant}`, `jit-${long.grant}`]);
    world.now = NOW + 60 * MINUTE;
    await world.sweep();
    expect(world.standing().rules).toEqual([]);
    const again = await world.request({ entitlement: "flow" });
    world.aws.update((state) => ({
      state: {
        ...state,
        rules: Object.fromEntries(
          Object.entries(state.rules ?? {}).map(([id, rule]) => [id, { ...rule, tags: { owner: "them" } }]),
        ),
      },
      result: undefined,
    }));
    await revokeGrant(world.ports, ALICE, { grant: again.grant ?? "" });
    expect(world.standing().rules).toEqual(["", ""]);
    expect((await world.grant(again)).state).toBe("REVOKED");
  });

  it("pages, keeps the head, and lists what is stuck", async () => {
    const world = new World();
    const answer = await world.request({});
    world.now = NOW + 60 * MINUTE;
    for (let tried = 0; tried < 8; tried += 1) {
      const { ports } = world.start();
      const { iam } = ports;
      iam.detach = async () => {
        throw new OutsideError("throttled", "Rate exceeded");
      };
      const { stuck } = await sweep(ports);
      expect(stuck).toEqual(tried >= 5 ? [answer.grant] : []);
    }
    expect((await world.sweep()).revoked).toEqual([answer.grant]);
    expect(await world.auditProblem()).toBeUndefined();
  });
});
