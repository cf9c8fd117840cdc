import { afterEach, describe, expect, it, vi } from "vitest";
import { compile } from "../../../core/policy/engine/compile.js";
import { Conjunction } from "../../../core/policy/engine/condition.js";
import { decide } from "../../../core/policy/engine/decide.js";
import { MOST_WORK } from "../../../core/policy/engine/work-budget.js";
import type { AccessPolicy, Conditions } from "../../../core/policy/language/policy.js";

const REQUEST = {
  subject: { id: "u-17", attributes: { n: -1 } },
  action: "a",
  resource: "r",
  context: {
    time: "2026-06-10T12:00:00Z",
    authentication: { assurance: 1, methods: ["password"], at: "2026-06-10T11:59:00Z" },
  },
};
const STRONG: Conditions = { authentication: { assuranceAtLeast: 2, methods: ["webauthn"] } };
const LEVELS = 40;

function policies(
  effect: "allow" | "deny",
  count: number,
  when: (index: number) => Conditions,
): AccessPolicy[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${effect}-${String(index).padStart(6, "0")}`,
    effect,
    subjects: ["*"],
    actions: ["*"],
    resources: ["*"],
    when: when(index),
  }));
}

/** Conditions of which no two are equal, and which hold. */
const different = (index: number): Conditions["attributes"] => [
  { path: "subject.n", operator: "!=", value: index },
];

/** A decision, and how many deny policies it evaluated. */
function decided(all: readonly AccessPolicy[]) {
  const compiled = compile(all);
  const evaluated = vi.spyOn(Conjunction.prototype, "isRefuted");
  const decision = decide(compiled, REQUEST);
  return { decision, evaluated: evaluated.mock.calls.length };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the work of a denial", () => {
  /** Each level of authentication is denied by the next policy: every trial leads to another. */
  const stairs = (index: number): Conditions => ({
    attributes: different(index) ?? [],
    authentication: { assuranceAtLeast: (index % LEVELS) + 1 },
  });
  const unreachable = [
    ...policies("allow", 2000, (index) => ({ ...STRONG, attributes: different(index) ?? [] })),
    ...policies("deny", 200, (index) => ({ justified: index % 2 === 0, attributes: different(index) ?? [] })),
    ...policies("deny", 1, () => ({ ...STRONG })).map((policy) => ({ ...policy, id: "deny-strong" })),
  ];

  it("is bounded over all policies that it is about, and what was not tried is said", () => {
    const { decision, evaluated } = decided(unreachable);
    expect(decision).toMatchObject({ decision: "deny", reason: "denied_by_policy", obligations: [] });
    expect(decision.obligationsComplete).toBe(false);
    expect(evaluated).toBeLessThan(MOST_WORK);
  });

  it("does not depend on the order of the policies, budget or not", () => {
    expect(decided(unreachable.toReversed()).decision).toEqual(decided(unreachable).decision);
    const found = [...policies("allow", 3000, stairs), ...policies("deny", 1, () => ({ justified: false }))];
    expect(decided(found.toReversed()).decision).toEqual(decided(found).decision);
  });

  it("is that of one policy for all whose conditions are equal", () => {
    const { decision, evaluated } = decided([
      ...policies("allow", 2000, () => STRONG),
      ...policies("deny", 200, () => ({ justified: false })),
    ]);
    expect(decision).toMatchObject({ reason: "denied_by_policy" });
    expect(decision).not.toHaveProperty("obligationsComplete");
    // Verdict, the way out that nobody has, and a handful of trials.
    expect(evaluated).toBeLessThan(3 * 200);
  });

  it("says nothing of completeness where everything was tried", () => {
    const { decision } = decided(policies("allow", 20, (index) => stairs(index + 1)));
    expect(decision.obligations).toEqual([{ authenticate: { assuranceAtLeast: 2 } }]);
    expect(decision).not.toHaveProperty("obligationsComplete");
  });
});
