import { describe, expect, it } from "vitest";
import { GUARDRAILS } from "../../../core/guardrails/guardrails.js";
import { guardrailScenarios, inspectWith } from "./guardrail-scenarios.js";

const scenarios = guardrailScenarios();
const distinct = (ids: readonly string[]): string[] => [...new Set(ids)].sort();

describe.each(scenarios.map((scenario, index) => ({ ...scenario, index })))(
  "$rule in $file ($index)",
  (scenario) => {
    const { findings, unknown } = inspectWith(scenario.rule, scenario.document);

    it("finds exactly what breaks it", () => {
      expect(distinct(findings.map(({ resource }) => resource))).toEqual(distinct(scenario.violated));
    });

    it("says UNKNOWN exactly where the input leaves it open", () => {
      expect(distinct(unknown.map(({ resource }) => resource))).toEqual(distinct(scenario.unknown));
    });

    it("names no resource twice in different ways", () => {
      const named = new Set([...scenario.violated, ...scenario.unknown]);
      expect(scenario.clean.filter((id) => named.has(id))).toEqual([]);
      if (scenario.says !== undefined) expect(findings[0]?.message).toContain(scenario.says);
    });
  },
);

describe("the list of guardrails", () => {
  it("has ids that are unique and ascending", () => {
    const ids = GUARDRAILS.map(({ id }) => id);
    expect(ids).toEqual(distinct(ids));
  });

  it.each(GUARDRAILS)("$id has a case that breaks it and one that does not", ({ id }) => {
    const own = scenarios.filter(({ rule }) => rule === id);
    expect(own.flatMap(({ violated }) => violated).length).toBeGreaterThan(0);
    expect(own.flatMap(({ clean }) => clean).length).toBeGreaterThan(0);
  });

  it.each(GUARDRAILS)(
    "$id says what, why and how to mend it in whole sentences",
    ({ title, why, fix, equivalents }) => {
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(why).toMatch(/^[A-Z].*\.$/);
      expect(fix).toMatch(/^[A-Z].*\.$/);
      expect(equivalents.nist.length).toBeGreaterThan(0);
      for (const id of equivalents.checkov) expect(id).toMatch(/^CKV2?_AWS_[0-9]+$/);
      for (const id of equivalents.trivy) expect(id).toMatch(/^AWS-[0-9]{4}$/);
    },
  );
});
