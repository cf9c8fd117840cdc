import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CompiledPolicies, compile } from "../../../core/policy/engine/compile.js";
import { decide } from "../../../core/policy/engine/decide.js";
import type { Obligation } from "../../../core/policy/language/decision.js";
import { runs } from "../../harness/property-runs.js";
import { instant, policies, request } from "./arbitrary.js";
import { plainDecide } from "./plain-engine.js";

/** A request to which a caller may add something. */
interface Asked {
  readonly context: Record<string, unknown>;
}

const requests = fc.array(request, { minLength: 1, maxLength: 12 });

describe("decide", () => {
  it("answers as the plain engine does", () => {
    fc.assert(
      fc.property(policies(40), requests, (set, asked) => {
        const compiled = compile(set);
        for (const one of asked) {
          const { decision, reason, policy } = decide(compiled, one);
          expect({ decision, reason, policy }).toEqual(plainDecide(set, one));
        }
      }),
      runs(400),
    );
  });

  it("does not depend on the order of the policies, nor on what was decided before", () => {
    fc.assert(
      fc.property(policies(30), requests, (set, asked) => {
        const [forward, backward] = [compile(set), compile([...set].reverse())];
        const answers = asked.map((one) => decide(forward, one));
        expect([...asked].reverse().map((one) => decide(backward, one))).toEqual([...answers].reverse());
      }),
    );
  });

  it("never allows more for one more deny policy, nor for one less allow policy", () => {
    fc.assert(
      fc.property(policies(20), requests, fc.nat(), (set, asked, index) => {
        if (set.length === 0) return;
        const one = set[index % set.length];
        const without = compile(set.filter((policy) => policy !== one));
        const withAll = compile(set);
        const [larger, smaller] = one?.effect === "deny" ? [without, withAll] : [withAll, without];
        for (const asking of asked) {
          if (decide(smaller, asking).decision === "allow")
            expect(decide(larger, asking).decision).toBe("allow");
        }
      }),
    );
  });

  it("never allows, nor throws, whatever it is asked, without a policy", () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (anything) => {
        expect(decide(compile([]), anything).decision).toBe("deny");
      }),
    );
  });

  it("never throws on JSON of any shape", () => {
    const everything = compile([
      { id: "all", effect: "allow", subjects: ["user:nobody"], actions: ["*"], resources: ["*"] },
    ]);
    fc.assert(
      fc.property(fc.jsonValue(), request, (anything, one) => {
        const odd = { ...one, context: anything, subject: anything };
        expect(decide(everything, odd).decision).toBe("deny");
      }),
    );
  });
});

describe("validUntil", () => {
  it("is the first instant at which the answer is another one", () => {
    fc.assert(
      fc.property(
        policies(6),
        request,
        instant,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
        (set, one, at, shares) => {
          const compiled = compile(set);
          const atTime = (time: number): unknown => ({
            ...one,
            context: { ...one.context, time: new Date(time).toISOString() },
          });
          const { decision, validUntil } = decide(compiled, atTime(at));
          const end = validUntil === null ? at + 30 * 86_400_000 : Date.parse(validUntil);
          expect(end).toBeGreaterThan(at);
          for (const share of [...shares, 1]) {
            const between = Math.max(at, Math.floor(at + share * (end - at)) - 1);
            expect(decide(compiled, atTime(between)).decision).toBe(decision);
          }
          // Where the search for a change gives up, it says so far ahead.
          if (validUntil !== null && end - at < 7 * 86_400_000)
            expect(decide(compiled, atTime(end)).decision).not.toBe(decision);
        },
      ),
      runs(600),
    );
  });
});

describe("obligations", () => {
  it("turn the denial into an allow, and are as few as can be: none only where nothing the caller does would", () => {
    fc.assert(
      fc.property(policies(8), request, (set, one) => {
        const compiled = compile(set);
        const { decision, obligations } = decide(compiled, one);
        if (decision === "allow") {
          expect(obligations).toEqual([]);
          return;
        }
        for (const choice of obligations.length === 0 ? [] : choicesOf(obligations))
          expect(allows(compiled, one, choice)).toBe(true);
        // Nobody is asked for an authentication that is only other than the one a deny policy names.
        if (set.some(({ effect, when }) => effect === "deny" && when?.authentication !== undefined)) return;
        const sizes = EFFORTS.filter((effort) => allows(compiled, one, effort)).map((effort) =>
          sizeOf(one, effort),
        );
        if (obligations.length === 0) {
          expect(sizes).toEqual([]);
          return;
        }
        const size = sizeOf(one, obligations);
        for (const other of sizes) expect(other[0] - size[0] || other[1] - size[1]).toBeGreaterThanOrEqual(0);
      }),
      runs(1000),
    );
  });
});

/** All that a caller may do: justify, and authenticate again, at any level and with any method. */
const EFFORTS: readonly (readonly Obligation[])[] = [undefined, 1, 2, 3, 4].flatMap((assuranceAtLeast) =>
  [undefined, "webauthn", "totp", "password", "x", "y"].flatMap((method) => {
    const authenticate = {
      ...(assuranceAtLeast === undefined ? {} : { assuranceAtLeast }),
      ...(method === undefined ? {} : { methods: [method] }),
    };
    return [[{ authenticate }], [{ authenticate }, { justify: true }], [{ justify: true }]] as const;
  }),
);

function allows(compiled: CompiledPolicies, one: Asked, obligations: readonly Obligation[]): boolean {
  return decide(compiled, fulfilled(one, obligations)).decision === "allow";
}

/** The obligations once for each method that is enough. */
function choicesOf(obligations: readonly Obligation[]): readonly (readonly Obligation[])[] {
  const [first, ...rest] = obligations;
  if (first === undefined || !("authenticate" in first) || first.authenticate.methods === undefined)
    return [obligations];
  const { authenticate } = first;
  return (authenticate.methods ?? []).map((method) => [
    { authenticate: { ...authenticate, methods: [method] } },
    ...rest,
  ]);
}

/** How many things are to be done, and the level that the caller reaches by authenticating again, or has kept. */
function sizeOf(one: Asked, obligations: readonly Obligation[]): readonly [count: number, level: number] {
  const { authentication } = one.context as { authentication?: { assurance?: unknown } | null };
  const before = authentication?.assurance;
  const levels = obligations.flatMap((obligation) =>
    "authenticate" in obligation
      ? [obligation.authenticate.assuranceAtLeast ?? 0, Number.isFinite(before) ? (before as number) : 0]
      : [],
  );
  return [obligations.length, Math.max(0, ...levels)];
}

function fulfilled(one: Asked, obligations: readonly Obligation[]): unknown {
  const context = { ...one.context };
  for (const obligation of obligations) {
    if ("justify" in obligation) {
      Object.assign(context, { justification: "as asked" });
      continue;
    }
    if ("requestAccess" in obligation) throw new Error("the policies alone know no entitlements");
    const { assuranceAtLeast, methods } = obligation.authenticate;
    const before = { ...(context as { authentication?: object }).authentication } as {
      assurance?: unknown;
      methods?: unknown;
    };
    const level = Number.isFinite(before.assurance) ? (before.assurance as number) : Number.NEGATIVE_INFINITY;
    Object.assign(context, {
      authentication: {
        ...before,
        ...(assuranceAtLeast === undefined ? {} : { assurance: Math.max(level, assuranceAtLeast) }),
        ...(methods === undefined
          ? {}
          : { methods: [...(Array.isArray(before.methods) ? before.methods : []), methods[0]] }),
        at: (context as { time?: unknown }).time,
      },
    });
  }
  return { ...one, context };
}
