import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FINAL_STATES, type Grant } from "../../../core/access/grant.js";
import type { GrantEvent } from "../../../core/access/grant-event.js";
import { dueEvent, owedBy } from "../../../core/access/owed.js";
import { isSamePerson } from "../../../core/access/principal.js";
import { stepGrant } from "../../../core/access/step-grant.js";
import { following, LEAD, OTHER_LEAD, open, start } from "../../core/access/grant-sample.js";
import { NOW } from "../../core/access/sample.js";

const PEOPLE = ["u-17", "U-17", "lead-1", "LEAD-1", "lead-2", "u-18"].map((id) => ({
  id,
  groups: ["leads"],
}));

/** An event whose time is some minutes after the last one. */
interface Move {
  readonly type: GrantEvent["type"];
  readonly by: (typeof PEOPLE)[number];
  readonly minutes: number;
  readonly later: number;
  readonly rightHash: boolean;
}

const move: fc.Arbitrary<Move> = fc.record({
  type: fc.constantFrom(
    "approve",
    "approve",
    "approve",
    "start",
    "start",
    "attached",
    "fail",
    "expire",
    "revoke",
    "absent",
    "retry",
    "deny",
    "cancel",
    "lapse",
  ),
  by: fc.constantFrom(...PEOPLE),
  minutes: fc.integer({ min: 0, max: 70 }),
  later: fc.integer({ min: 0, max: 3 }),
  rightHash: fc.boolean(),
});

function eventOf(grant: Grant, { type, by, minutes, rightHash }: Move, at: number): GrantEvent {
  switch (type) {
    case "approve":
      return { type, at, by, minutes, hash: rightHash ? grant.approval.hash : "sha256:0" };
    case "deny":
    case "cancel":
      return { type, at, by };
    case "start":
      return start(grant, at);
    case "fail":
      return { type, at, why: "throttled" };
    case "revoke":
      return { type, at, by, why: "requested" };
    default:
      return { type, at };
  }
}

/** A grant that has come some way already, so that runs of few events reach every state. */
function begun(steps: number): Grant {
  const { approval } = open();
  const ways: readonly ((grant: Grant) => GrantEvent)[] = [
    () => ({ type: "approve", at: NOW, by: LEAD, hash: approval.hash }),
    () => ({ type: "approve", at: NOW, by: OTHER_LEAD, hash: approval.hash }),
    (grant) => start(grant, NOW),
    () => ({ type: "attached", at: NOW }),
  ];
  return ways.slice(0, steps).reduce((grant, way) => following(grant, way(grant)), open());
}

describe("any run of events on a grant", () => {
  it("keeps what a grant promises", () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4 }),
        fc.array(move, { minLength: 5, maxLength: 30 }),
        (steps, moves) => {
          let grant = begun(steps);
          let at = NOW;
          for (const one of moves) {
            at += one.later * 60_000;
            const before = grant;
            const step = stepGrant(grant, eventOf(grant, one, at));
            // Refused events change nothing, and nothing leaves a final state.
            if (FINAL_STATES.has(before.state)) expect(step.ok).toBe(false);
            if (!step.ok) continue;
            grant = step.grant;
            reached.add(grant.state);
            expect(grant.version).toBe(before.version + 1);
            expect(step.audit).toMatchObject({ grant: "g1", from: before.state, to: grant.state });
            expect(grant.minutes).toBeLessThanOrEqual(before.minutes);
            // I1: never longer than was asked for and approved.
            if (grant.window !== null) {
              expect(grant.window.deadline - grant.window.activation).toBe(grant.minutes * 60_000);
            }
            // I3: distinct persons, none of them the requester, all on the same bytes.
            const { given, required, hash } = grant.approval;
            const people = new Set(given.map(({ by }) => by.toLowerCase()));
            expect(people.size).toBe(given.length);
            expect(given.every(({ by, hash: signed }) => !isSamePerson(by, "u-17") && signed === hash)).toBe(
              true,
            );
            if (["APPROVED", "PROVISIONING", "ACTIVE"].includes(grant.state)) {
              expect(given.length).toBeGreaterThanOrEqual(required);
            }
            expect(owedBy(grant, at).length > 0).toBe(!FINAL_STATES.has(grant.state));
          }
          // I4: whatever happened, the sweep alone ends it.
          for (let sweeps = 0; sweeps < 4; sweeps += 1) {
            at += 24 * 3_600_000;
            const due = dueEvent(grant, at);
            if (due === undefined) break;
            const event: GrantEvent =
              due === "retry"
                ? { type: "absent", at }
                : due === "fail"
                  ? { type: due, at, why: "late" }
                  : due === "start"
                    ? start(grant, at)
                    : { type: due, at };
            const step = stepGrant(grant, event);
            expect(step.ok).toBe(true);
            if (step.ok) grant = step.grant;
          }
          expect(FINAL_STATES.has(grant.state)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
    // The property says nothing unless the runs get far.
    for (const state of ["ACTIVE", "REVOKING", "REVOKED", "FAILED", "DENIED", "CANCELLED"]) {
      expect(reached).toContain(state);
    }
  });
});
