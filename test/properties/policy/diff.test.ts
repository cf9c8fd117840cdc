import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffPolicies } from "../../../core/policy/analysis/diff.js";
import { findingsIn } from "../../../core/policy/analysis/findings.js";
import { compile } from "../../../core/policy/engine/compile.js";
import { decide } from "../../../core/policy/engine/decide.js";
import type { AccessPolicy } from "../../../core/policy/language/policy.js";
import { runs } from "../../harness/property-runs.js";
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
      expect(round).toBeLessThan(100);
      fc.assert(property, runs(50));
    }
  });

  it("finds all that any list does, where policies ask for more members than are tried in every combination", () => {
    const members = ["a", "b", "c", "d", "e", "f", "g"];
    const every = members.reduce<string[][]>(
      (lists, member) => lists.concat(lists.map((list) => [...list, member])),
      [[]],
    );
    const asking = fc.record({
      effect: fc.constantFrom<AccessPolicy["effect"][]>("allow", "deny"),
      contained: fc.subarray(members, { minLength: 1, maxLength: 3 }),
      methods: fc.option(fc.subarray(members, { minLength: 1, maxLength: 3 }), { nil: undefined }),
    });
    const path = "context.authentication.methods";
    const set = fc.array(asking, { minLength: 4, maxLength: 8 }).map((all) =>
      all.map(
        ({ effect, contained, methods }, index): AccessPolicy => ({
          id: `p${index}`,
          effect,
          subjects: ["*"],
          actions: ["a"],
          resources: ["r"],
          when: {
            ...(methods === undefined ? {} : { authentication: { methods } }),
            attributes: contained.map((value) => ({ path, operator: "contains", value })),
          },
        }),
      ),
    );
    fc.assert(
      fc.property(set, fc.nat(), fc.boolean(), (before, index, isReplaced) => {
        const changed = index % before.length;
        const other = before[(changed + 1) % before.length] as AccessPolicy;
        const after = before.flatMap((policy, place) => {
          if (place !== changed) return [policy];
          return isReplaced ? [{ ...other, id: policy.id }] : [];
        });
        const [old, now] = [compile(before), compile(after)];
        const accesses = every.flatMap((list) => {
          const context = {
            time: "2026-06-10T12:00:00Z",
            authentication: { methods: list, at: "2026-06-10T11:00:00Z" },
          };
          const asked = { subject: { id: "u" }, action: "a", resource: "r", context };
          const [was, is] = [decide(old, asked).decision, decide(now, asked).decision];
          return was === is ? [] : [is === "allow" ? "gained" : "lost"];
        });
        const { complete, differences } = diffPolicies(before, after, NOW);
        expect(complete).toBe(true);
        // It may find more, by facts that are the same in all these requests.
        expect(differences.map(({ access }) => access)).toEqual(
          expect.arrayContaining([...new Set(accesses)]),
        );
      }),
      runs(400),
    );
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
      // As many as it takes to find what the last line asks for.
      { numRuns: 400 },
    );
    expect(found).toBeGreaterThan(50);
  });
});
