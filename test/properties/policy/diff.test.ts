import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffPolicies } from "../../../core/policy/analysis/diff.js";
import { findingsIn } from "../../../core/policy/analysis/findings.js";
import { compile } from "../../../core/policy/compile.js";
import { decide } from "../../../core/policy/decide.js";
import { policies, request } from "./arbitrary.js";

const NOW = Date.parse("2026-06-10T12:00:00Z");

/** Two sets that have most policies in common. */
const change = fc
  .tuple(policies(5), policies(5), fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }))
  .map(([before, others, kept]) => ({
    before,
    after: before.map((policy, index) =>
      kept[index] ? policy : { ...(others[index] ?? policy), id: policy.id },
    ),
  }));

describe("the difference of two policy sets", () => {
  it("names every pair of policies by which a request is answered differently", () => {
    let compared = 0;
    const property = fc.property(
      change,
      fc.array(request, { minLength: 20, maxLength: 20 }),
      ({ before, after }, asked) => {
        const diff = diffPolicies(before, after, NOW);
        const [old, now] = [compile(before), compile(after)];
        for (const { request: witness, access, old: was, new: is } of diff.differences) {
          expect([decide(old, witness), decide(now, witness)]).toEqual([was, is]);
          expect([was.decision, is.decision]).toEqual(
            access === "gained" ? ["deny", "allow"] : ["allow", "deny"],
          );
        }
        if (!diff.complete) return;
        for (const one of asked) {
          const [was, is] = [decide(old, one), decide(now, one)];
          if (was.decision === is.decision) continue;
          compared += 1;
          const access = is.decision === "allow" ? "gained" : "lost";
          expect(diff.differences.map((difference) => difference.access)).toContain(access);
        }
      },
    );
    // Few requests are answered differently; chance alone must not decide whether enough of them were.
    for (let round = 0; compared <= 10; round += 1) {
      expect(round).toBeLessThan(20);
      fc.assert(property, { numRuns: 50 });
    }
  });

  it("is none between a set and itself in another order", () => {
    fc.assert(
      fc.property(policies(10), (set) => {
        expect(diffPolicies(set, [...set].reverse(), NOW)).toEqual({
          complete: true,
          added: [],
          removed: [],
          changed: [],
          differences: [],
        });
      }),
    );
  });
});

describe("findings", () => {
  it("call nothing shadowed, conflicting or unreachable that decides a request", () => {
    let found = 0;
    fc.assert(
      fc.property(policies(12), fc.array(request, { minLength: 15, maxLength: 15 }), (set, asked) => {
        const compiled = compile(set);
        for (const { kind, policy } of findingsIn(compiled, { now: NOW, expiringWithinDays: 0 })) {
          if (kind !== "shadowed" && kind !== "conflicting" && kind !== "unreachable") continue;
          found += 1;
          const without = compile(set.filter(({ id }) => id !== policy));
          for (const one of asked) {
            const [before, after] = [decide(compiled, one), decide(without, one)];
            expect(after.decision).toBe(before.decision);
          }
        }
      }),
      { numRuns: 400 },
    );
    expect(found).toBeGreaterThan(50);
  });
});
