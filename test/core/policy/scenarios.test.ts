import { describe, expect, it } from "vitest";
import { REASON_CODES } from "../../../core/policy/language/decision.js";
import { coverageOf } from "../../../core/policy/scenario/coverage.js";
import { runScenario } from "../../../core/policy/scenario/run-scenario.js";
import { scenarioFiles } from "./scenario-files.js";

const files = scenarioFiles();
const results = files.map((file) => ({ ...file, results: runScenario(file.scenario, file.policies) }));

describe.each(results)("$file", ({ results: cases }) => {
  it.each(cases)("$name", ({ differences }) => {
    expect(differences).toEqual([]);
  });
});

describe("the scenario files together", () => {
  const decisions = results.flatMap((file) => file.results.map((result) => result.decision));

  it("come to every reason code", () => {
    expect(new Set(decisions.map(({ reason }) => reason))).toEqual(new Set(REASON_CODES));
  });

  it("come to every obligation", () => {
    const obligations = decisions.flatMap((decision) => decision.obligations);
    const demands = new Set(
      obligations.flatMap((obligation) =>
        "authenticate" in obligation ? Object.keys(obligation.authenticate) : Object.keys(obligation),
      ),
    );
    expect(demands).toEqual(new Set(["justify", "assuranceAtLeast", "methods", "maxAgeSeconds"]));
  });

  it.each(["allow", "deny"] as const)(
    "show every condition of %s policies true, false and unknown",
    (effect) => {
      const seen = new Map<string, Set<string>>();
      for (const { policies, results: cases } of results) {
        const effects = new Map(policies.policies.map((policy) => [policy.id, policy.effect]));
        const requests = cases.map(({ request }) => request);
        for (const { policy, condition, seen: outcomes, flipped } of coverageOf(policies, requests).items) {
          if (condition === null || effects.get(policy) !== effect) continue;
          const name = condition.split("/")[0] as string;
          seen.set(name, new Set([...(seen.get(name) ?? []), ...outcomes, ...(flipped ? ["flipped"] : [])]));
        }
      }
      const conditions = ["notBefore", "expiresAt", "time", "location", "device", "network"];
      conditions.push("authentication", "risk", "justified", "attributes");
      expect([...seen.keys()].sort()).toEqual(conditions.sort());
      for (const [condition, outcomes] of seen) {
        expect([condition, ...[...outcomes].sort()]).toEqual([
          condition,
          "false",
          "flipped",
          "true",
          "unknown",
        ]);
      }
    },
  );
});
