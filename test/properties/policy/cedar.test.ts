import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile } from "../../../core/policy/engine/compile.js";
import { decide } from "../../../core/policy/engine/decide.js";
import { policies, request } from "./arbitrary.js";
import { cedarPolicy, cedarRequest, isTranslatable } from "./cedar-translation.js";

type Cedar = typeof import("@cedar-policy/cedar-wasm/nodejs");
const cedar = createRequire(import.meta.url)("@cedar-policy/cedar-wasm/nodejs") as Cedar;

describe("Cedar", () => {
  it("decides the translatable policies as we do, and names our policy among its reasons", () => {
    let allowed = 0;
    let deniedByPolicy = 0;
    fc.assert(
      fc.property(policies(14), fc.array(request, { minLength: 4, maxLength: 8 }), (generated, asked) => {
        const set = generated.filter(isTranslatable);
        const staticPolicies = Object.fromEntries(set.map((policy) => [policy.id, cedarPolicy(policy)]));
        const parsed = cedar.preparsePolicySet("oracle", { staticPolicies });
        if (parsed.type !== "success") throw new Error(JSON.stringify(parsed.errors));
        const compiled = compile(set);
        for (const one of asked) {
          const ours = decide(compiled, one);
          const call = { ...cedarRequest(one, set), preparsedPolicySetId: "oracle" };
          const answer = cedar.statefulIsAuthorized(call as Parameters<Cedar["statefulIsAuthorized"]>[0]);
          if (answer.type !== "success") throw new Error(JSON.stringify(answer.errors));
          const { decision, diagnostics } = answer.response;
          expect(diagnostics.errors).toEqual([]);
          expect(decision).toBe(ours.decision);
          if (ours.reason === "allowed") allowed += 1;
          if (ours.reason === "denied_by_policy") deniedByPolicy += 1;
          const determining = ["allowed", "denied_by_policy"].includes(ours.reason) ? ours.policy : undefined;
          expect([...diagnostics.reason].sort()[0]).toBe(determining ?? undefined);
        }
      }),
      { numRuns: 250 },
    );
    // The oracle has to have been asked about all three kinds of answer.
    expect(Math.min(allowed, deniedByPolicy)).toBeGreaterThan(30);
  });
});
