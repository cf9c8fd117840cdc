import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../../core/policy/engine/compile.js";
import { decide, decideAmong } from "../../../core/policy/engine/decide.js";
import { type FactRange, numberOf } from "../../../core/policy/engine/fact-range.js";
import { denyApplies } from "../../../core/policy/engine/verdict.js";
import type { AccessPolicy, AttributeOperator, Scalar } from "../../../core/policy/language/policy.js";
import { FALSE } from "../../../core/policy/language/truth.js";
import { RequestFacts } from "../../../core/policy/request/facts.js";
import { isProblem, readRequest } from "../../../core/policy/request/read-request.js";
import { runs } from "../../harness/property-runs.js";
import { policies, request } from "./arbitrary.js";
import { expectRefuted } from "./refutation.js";
import { textsOfOneKey } from "./same-key.js";

const EVERYTHING = { subjects: ["*"], actions: ["*"], resources: ["*"] };

const riskOperator = fc.constantFrom<AttributeOperator>("==", "!=", "<", "<=", ">", ">=");

/** Deny policies about everything beside others, as an organisation puts them in front of all it has. */
const guarded = fc
  .tuple(policies(4), policies(4), riskOperator, fc.constantFrom(0.1, 0.5))
  .map(([guards, others, operator, value]): AccessPolicy[] => [
    ...guards.map((policy, index): AccessPolicy => {
      const { notBefore, expiresAt, when: { time, ...when } = {}, id, ...rest } = policy;
      const guard = { ...rest, ...EVERYTHING, id: `guard-${id}`, effect: "deny" as const };
      // Time decides about some of them, which makes them no guards.
      if (index === 0) return { ...policy, ...guard };
      return {
        ...guard,
        when: index === 1 ? { attributes: [{ path: "context.risk", operator, value }] } : when,
      };
    }),
    ...others,
  ]);

type IsOutside = (range: FactRange, facts: RequestFacts) => boolean;

const isOutside: IsOutside = ({ fact, values }, facts) => {
  const number = numberOf(fact, facts);
  return !Number.isNaN(number) && !values.has(number);
};

const isFalseOutsideItsRange = (outside: IsOutside) =>
  fc.property(guarded, request, (set, one) => {
    const facts = new RequestFacts(one);
    return compile(set)
      .policies.flatMap(({ when }) => when.conditions)
      .every(
        (condition) =>
          condition.range === undefined ||
          !outside(condition.range, facts) ||
          condition.evaluate(facts) === FALSE,
      );
  });

describe("a condition", () => {
  it("is false outside its range", () => {
    fc.assert(isFalseOutsideItsRange(isOutside), runs(2000));
  });

  it.each<[string, IsOutside]>([
    [
      "a missing fact",
      (range, facts) => Number.isNaN(numberOf(range.fact, facts)) || isOutside(range, facts),
    ],
    [
      "the first value of a range",
      (range, facts) =>
        isOutside(range, facts) ||
        range.values.intervals().some(([start]) => start === numberOf(range.fact, facts)),
    ],
    [
      "the last value of a range",
      ({ fact, values }, facts) => {
        const number = numberOf(fact, facts);
        const isLast = values.has(number) && !values.has(number + 1e-9);
        return isLast || isOutside({ fact, values }, facts);
      },
    ],
  ])("and a range without %s is found out", (_, variant) => {
    expectRefuted(isFalseOutsideItsRange(variant));
  });

  it("is asked often enough outside its range, inside and without a value", () => {
    const counts = { outside: 0, inside: 0, unknown: 0 };
    fc.assert(
      fc.property(guarded, request, (set, one) => {
        const facts = new RequestFacts(one);
        for (const { range } of compile(set).policies.flatMap(({ when }) => when.conditions)) {
          if (range === undefined) continue;
          if (isOutside(range, facts)) counts.outside += 1;
          else if (Number.isNaN(numberOf(range.fact, facts))) counts.unknown += 1;
          else counts.inside += 1;
        }
      }),
      { numRuns: 500, seed: 1 },
    );
    expect(Math.min(counts.outside, counts.inside, counts.unknown)).toBeGreaterThan(100);
  });
});

describe("guards", () => {
  it("are refuted together only where none of them applies", () => {
    let refuted = 0;
    fc.assert(
      fc.property(guarded, request, (set, one) => {
        const read = readRequest(one);
        if (isProblem(read)) return true;
        const { guards } = compile(set).index.lookUp(read);
        const facts = new RequestFacts(read.body);
        if (guards.policies.length === 0 || !guards.areRefuted(facts)) return true;
        refuted += 1;
        return guards.policies.every((policy) => !denyApplies(policy, facts));
      }),
      { numRuns: 5000, seed: 2 },
    );
    expect(refuted).toBeGreaterThan(100);
  });

  it("change no decision", () => {
    fc.assert(
      fc.property(guarded, request, (set, one) => {
        const read = readRequest(one);
        if (isProblem(read)) return true;
        const { index } = compile(set);
        const about = index.all(read);
        const plain = {
          allows: about.filter(({ effect }) => effect === "allow"),
          denies: about.filter(({ effect }) => effect === "deny"),
        };
        expect(decideAmong(index.lookUp(read), read.body)).toEqual(decideAmong(plain, read.body));
        return true;
      }),
      runs(2000),
    );
  });

  /** What is decided where one guard compares an attribute of the subject and all else is allowed. */
  const decideBehind = (operator: AttributeOperator, value: Scalar, attributes: unknown): string => {
    const when = { attributes: [{ path: "subject.a", operator, value }] };
    const policySet = compile([
      { id: "guard", effect: "deny", ...EVERYTHING, when },
      { id: "open", effect: "allow", ...EVERYTHING },
    ]);
    return decide(policySet, { subject: { id: "u1", attributes }, action: "a", resource: "r" }).decision;
  };

  it.each<[string, () => [Scalar, Scalar]]>([
    ["two texts of one number", textsOfOneKey],
    ["two numbers next to each other", () => [0.9, 0.9 + Number.EPSILON / 2]],
    ["two tiny numbers", () => [0, Number.MIN_VALUE]],
  ])("tell %s apart", (_, makeValues) => {
    const [first, second] = makeValues();
    for (const [one, other] of [[first, second] as const, [second, first] as const]) {
      expect(decideBehind("!=", one, { a: other })).toBe("deny");
      expect(decideBehind("!=", one, { a: one })).toBe("allow");
      expect(decideBehind("==", one, { a: other })).toBe("allow");
      expect(decideBehind("==", one, { a: one })).toBe("deny");
    }
  });

  it.each<[AttributeOperator, Scalar, Scalar]>([
    ["<", 1, 5],
    ["==", true, false],
    ["==", "ended", "active"],
  ])("%s %s are not refuted by a value that is inherited", (operator, value, inherited) => {
    expect(decideBehind(operator, value, { a: inherited })).toBe("allow");
    expect(decideBehind(operator, value, Object.create({ a: inherited }))).toBe("deny");
  });

  it("are none where time may make them apply later", () => {
    const location = { countries: ["KP"] };
    const policySet = compile([
      { id: "later", effect: "deny", ...EVERYTHING, notBefore: "2026-07-01T00:00:00Z", when: { location } },
      { id: "open", effect: "allow", ...EVERYTHING },
    ]);
    const request = { subject: { id: "u1" }, action: "a", resource: "r" };
    const context = { time: "2026-06-10T12:00:00Z", country: "KP" };
    expect(decide(policySet, { ...request, context })).toMatchObject({
      decision: "allow",
      validUntil: "2026-07-01T00:00:00Z",
    });
  });
});
