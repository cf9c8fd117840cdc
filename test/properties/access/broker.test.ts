import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fault } from "../../../adapters/local/faults.js";
import type { LocalPorts } from "../../../adapters/local/local-ports.js";
import { approveGrant } from "../../../services/access-broker/approve-grant.js";
import { cancelGrant } from "../../../services/access-broker/cancel-grant.js";
import { denyGrant } from "../../../services/access-broker/deny-grant.js";
import { extendGrant } from "../../../services/access-broker/extend-grant.js";
import { provisionGrant } from "../../../services/access-broker/provision-grant.js";
import { requestAccess } from "../../../services/access-broker/request-access.js";
import { revokeGrant } from "../../../services/access-broker/revoke-grant.js";
import { sweep } from "../../../services/access-broker/sweep.js";
import { runs } from "../../harness/property-runs.js";
import {
  ALICE,
  BOB,
  CAROL,
  Crash,
  MINUTE,
  OPERATOR,
  World,
} from "../../services/access-broker/broker-world.js";
import { brokenLaws, leftovers } from "../../services/access-broker/laws.js";

const CALLERS = [ALICE, BOB, CAROL, OPERATOR];
const FINAL = ["DENIED", "CANCELLED", "LAPSED", "FAILED", "EXPIRED", "REVOKED"];

/** What the model knows: the states that were final once. */
interface Model {
  readonly final: Map<string, string>;
}

/** One thing that somebody does, with what goes wrong in it. */
class Act implements fc.AsyncCommand<Model, World> {
  readonly #name: string;
  readonly #fault: Fault | undefined;
  readonly #later: number;
  readonly #verb: (ports: LocalPorts, world: World) => Promise<unknown>;

  constructor(
    name: string,
    fault: Fault | undefined,
    later: number,
    verb: (ports: LocalPorts, world: World) => Promise<unknown>,
  ) {
    this.#name = name;
    this.#fault = fault;
    this.#later = later;
    this.#verb = verb;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, world: World): Promise<void> {
    const { ports } = world.start(this.#fault);
    try {
      await this.#verb(ports, world);
      await ports.heads.flush();
    } catch (error) {
      if (!(error instanceof Crash) && (error as Error).name !== "OutsideError") throw error;
    }
    expect(await brokenLaws(world)).toEqual([]);
    expect(await world.auditProblem()).toBeUndefined();
    for (const { id, state } of await world.grants()) {
      // What is final stays as it is.
      if (model.final.has(id)) expect(state).toBe(model.final.get(id));
      if (FINAL.includes(state)) model.final.set(id, state);
    }
    world.now += this.#later * 1000;
  }

  toString(): string {
    const { how, call } = this.#fault ?? {};
    return `${this.#name}${how === undefined ? "" : ` (${how}:${call})`} +${this.#later}s`;
  }
}

const fault = fc.option(
  fc.record({ how: fc.constantFrom("before", "after", "error"), call: fc.integer({ min: 1, max: 12 }) }),
  { nil: undefined, freq: 2 },
);
const later = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 30, max: 3600 }));
const nth = fc.nat({ max: 5 });
const caller = fc.constantFrom(...CALLERS);

async function pick(world: World, at: number) {
  const grants = await world.grants();
  return grants.length === 0 ? undefined : grants[at % grants.length];
}

const entitlement = fc.constantFrom(
  "free",
  "asked",
  "asked-twice",
  "flow",
  "flow-asked",
  "policy",
  "pass",
  "run",
);
const request = fc
  .record({ entitlement, minutes: fc.integer({ min: 1, max: 120 }), token: nth, breakGlass: fc.boolean() })
  .map(({ token, entitlement: id, minutes, breakGlass }) => {
    const command = { entitlement: id, minutes, ...(breakGlass && id === "asked" ? { breakGlass } : {}) };
    return {
      name: `request ${JSON.stringify(command)}`,
      verb: (ports: LocalPorts) => requestAccess(ports, ALICE, command, `token-${token}-${id}-${minutes}`),
    };
  });

const about = fc
  .record({
    at: nth,
    who: caller,
    what: fc.constantFrom("approve", "approve", "deny", "cancel", "revoke", "extend", "provision"),
  })
  .map(({ at, who, what }) => ({
    name: `${what} ${at} by ${who.person.id}`,
    verb: async (ports: LocalPorts, world: World) => {
      const grant = await pick(world, at);
      if (grant === undefined) return;
      const id = { grant: grant.id };
      switch (what) {
        case "approve":
          return approveGrant(ports, who, { ...id, hash: grant.approval.hash });
        case "deny":
          return denyGrant(ports, who, id);
        case "cancel":
          return cancelGrant(ports, who, id);
        case "revoke":
          return revokeGrant(ports, who, id);
        case "extend":
          return extendGrant(ports, who, { ...id, minutes: 30 }, `extend-${at}`);
        default:
          return provisionGrant(ports, grant.id);
      }
    },
  }));

const sweeping = fc.constant({ name: "sweep", verb: (ports: LocalPorts) => sweep(ports) });

const act = fc
  .tuple(fc.oneof(request, about, about, sweeping), fault, later)
  .map(([{ name, verb }, wrong, seconds]) => new Act(name, wrong as Fault | undefined, seconds, verb));

describe("the broker, whatever happens to it", () => {
  it("keeps its laws, and one sweep leaves nothing half-done", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.commands([act], { maxCommands: 25 }),
        fc.constantFrom(0, 3000),
        async (commands, lag) => {
          const world = new World(lag);
          await fc.asyncModelRun(() => ({ model: { final: new Map() }, real: world }), commands);
          world.now += 6 * MINUTE;
          await world.sweep();
          expect(await leftovers(world)).toEqual([]);
          expect(await brokenLaws(world)).toEqual([]);
          // I4: after the last deadline nothing of ours stands.
          world.now += 24 * 60 * MINUTE;
          await world.sweep();
          world.now += 6 * MINUTE;
          await world.sweep();
          expect(world.standing()).toEqual({
            policies: [],
            attached: [],
            schedules: [],
            rules: [],
            rows: [],
          });
          expect(await world.auditProblem()).toBeUndefined();
        },
      ),
      runs(300),
    );
  });

  it("never gives a deadline beyond the approved minutes, whatever its clock says (I7)", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -600, max: 600 }),
        fc.integer({ min: 1, max: 240 }),
        async (skew, minutes) => {
          const world = new World();
          world.skew = -skew * 1000;
          const answer = await world.request({ minutes });
          const truth = world.now - skew * 1000;
          const { window } = await world.grant(answer);
          if (window === null) return;
          expect(window.deadline).toBeLessThanOrEqual(truth + minutes * MINUTE + 60_000);
        },
      ),
      runs(200),
    );
  });
});
