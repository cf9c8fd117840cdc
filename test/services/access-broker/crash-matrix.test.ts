import { describe, expect, it } from "vitest";
import type { LocalPorts } from "../../../adapters/local/local-ports.js";
import { approveGrant } from "../../../services/access-broker/approve-grant.js";
import { cancelGrant } from "../../../services/access-broker/cancel-grant.js";
import { denyGrant } from "../../../services/access-broker/deny-grant.js";
import { extendGrant } from "../../../services/access-broker/extend-grant.js";
import { requestAccess } from "../../../services/access-broker/request-access.js";
import { revokeGrant } from "../../../services/access-broker/revoke-grant.js";
import { sweep } from "../../../services/access-broker/sweep.js";
import { ALICE, BOB, Crash, MINUTE, World } from "./broker-world.js";
import { brokenLaws, leftovers } from "./laws.js";

/** What is there before, and the verb that is stopped at each of its calls. */
interface Scenario {
  readonly before: (world: World) => Promise<string>;
  readonly verb: (ports: LocalPorts, prepared: string, world: World) => Promise<unknown>;
}

const none = async () => "";
const ask =
  (entitlement: string, more: object = {}) =>
  async (ports: LocalPorts) =>
    requestAccess(ports, ALICE, { entitlement, minutes: 60, ...more }, "token");
const active = (entitlement: string) => async (world: World) =>
  (await world.request({ entitlement })).grant ?? "";

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  "request of a role": { before: none, verb: ask("free") },
  "request of a flow": { before: none, verb: ask("flow") },
  "request of an access policy": { before: none, verb: ask("policy") },
  "request of two": { before: none, verb: ask("free", { entitlement: ["free", "flow"] }) },
  "request that waits": { before: none, verb: ask("asked") },
  "request for later": { before: none, verb: ask("free", { notBefore: "2026-12-01T12:00:00Z" }) },
  "request that breaks the glass": { before: none, verb: ask("asked", { breakGlass: true, minutes: 30 }) },
  "request of a flow that is open": { before: active("flow"), verb: ask("flow") },
  approve: {
    before: async (world) => JSON.stringify(await world.request({ entitlement: "asked" })),
    verb: (ports, prepared) => {
      const { grant, approvals } = JSON.parse(prepared);
      return approveGrant(ports, BOB, { grant, hash: approvals.hash });
    },
  },
  deny: { before: active("asked"), verb: (ports, grant) => denyGrant(ports, BOB, { grant }) },
  cancel: { before: active("asked"), verb: (ports, grant) => cancelGrant(ports, ALICE, { grant }) },
  "extend, early": {
    before: active("free"),
    verb: (ports, grant) => extendGrant(ports, ALICE, { grant, minutes: 30 }, "token"),
  },
  "extend, in the last minutes": {
    before: async (world) => {
      const grant = await active("free")(world);
      world.now += 57 * MINUTE;
      return grant;
    },
    verb: (ports, grant) => extendGrant(ports, ALICE, { grant, minutes: 30 }, "token"),
  },
  "revoke of a role": {
    before: active("free"),
    verb: (ports, grant) => revokeGrant(ports, ALICE, { grant }),
  },
  "revoke of a flow": {
    before: active("flow"),
    verb: (ports, grant) => revokeGrant(ports, ALICE, { grant }),
  },
  "revoke of a shared flow": {
    before: async (world) => {
      const grant = await active("flow")(world);
      await world.request({ entitlement: "flow", minutes: 90 });
      return grant;
    },
    verb: (ports, grant) => revokeGrant(ports, ALICE, { grant }),
  },
  "revoke of an access policy": {
    before: active("policy"),
    verb: (ports, grant) => revokeGrant(ports, ALICE, { grant }),
  },
  "sweep at the deadline": {
    before: async (world) => {
      for (const entitlement of ["free", "flow", "policy", "asked"]) await world.request({ entitlement });
      world.now += 60 * MINUTE;
      return "";
    },
    verb: (ports) => sweep(ports),
  },
};

/** Calls of the verb where nothing goes wrong. */
async function callsOf({ before, verb }: Scenario): Promise<readonly string[]> {
  const world = new World();
  const prepared = await before(world);
  const { ports, faults } = world.start();
  await verb(ports, prepared, world);
  await ports.heads.flush();
  return faults.calls;
}

async function tryWith(
  { before, verb }: Scenario,
  how: "before" | "after" | "error",
  call: number,
): Promise<string[]> {
  const world = new World();
  const prepared = await before(world);
  const { ports } = world.start({ how, call });
  const broken: string[] = [];
  try {
    await verb(ports, prepared, world);
    await ports.heads.flush();
  } catch (error) {
    if (how !== "error" && !(error instanceof Crash)) throw error;
    if (how === "error" && (error as Error).name !== "OutsideError") throw error;
  }
  broken.push(...(await brokenLaws(world)));
  broken.push((await world.auditProblem()) ?? "");
  world.now += 6 * MINUTE;
  await world.sweep();
  broken.push(...(await brokenLaws(world)), ...(await leftovers(world)), (await world.auditProblem()) ?? "");
  world.now += 5 * 60 * MINUTE;
  await world.sweep();
  const { policies, attached, schedules, rules, rows } = world.standing();
  broken.push(...policies, ...attached, ...schedules, ...rules, ...rows, (await world.auditProblem()) ?? "");
  return broken.filter((text) => text !== "");
}

describe("a broker that is stopped at any call", () => {
  it.each(Object.entries(SCENARIOS))("%s: one sweep leaves nothing half-done", async (_, scenario) => {
    const calls = await callsOf(scenario);
    expect(calls.length).toBeGreaterThan(2);
    for (const [index, name] of calls.entries()) {
      for (const how of ["before", "after", "error"] as const) {
        expect(await tryWith(scenario, how, index + 1), `${how} ${index + 1}: ${name}`).toEqual([]);
      }
    }
  });

  it("would notice: before the sweep something is half-done", async () => {
    const scenario = SCENARIOS["request of a role"] as Scenario;
    const calls = await callsOf(scenario);
    const left: string[] = [];
    for (const [index] of calls.entries()) {
      const world = new World();
      await scenario.verb(world.start({ how: "after", call: index + 1 }).ports, "", world).catch(() => {});
      left.push(...(await leftovers(world)));
    }
    expect(left.some((text) => text.includes("still PROVISIONING"))).toBe(true);
    expect(left.some((text) => text.startsWith("policies"))).toBe(true);
    expect(left.some((text) => text.startsWith("attached"))).toBe(true);
    expect(left.some((text) => text.startsWith("schedules"))).toBe(true);
  });

  it("makes one grant of a token, however often the request is sent", async () => {
    const calls = await callsOf(SCENARIOS["request of a role"] as Scenario);
    for (const [index, name] of calls.entries()) {
      for (const how of ["before", "after"] as const) {
        const world = new World();
        const { ports } = world.start({ how, call: index + 1 });
        await ask("free")(ports).catch(() => undefined);
        const again = await ask("free")(world.ports);
        expect(await world.grants(), `${how} ${name}`).toHaveLength(1);
        expect("grant" in again && again.grant).toBe((await world.grants())[0]?.id);
      }
    }
  });
});
