import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DuckDbEngine } from "../../../adapters/duckdb/duckdb-engine.js";
import { DETECTION_RULES } from "../../../core/detection/rules/rules.js";
import { runRuleCases } from "../../../services/anomaly-detector/run-rule-cases.js";
import { duckDbAlone } from "./duckdb-alone.js";
import { settingMutants, textMutants } from "./rule-mutants.js";

let engine: DuckDbEngine;
beforeAll(async () => {
  engine = await duckDbAlone();
});
afterAll(() => engine?.close());

describe.each(DETECTION_RULES)("$id: $title", (rule) => {
  it("finds what its cases say, on DuckDB", async () => {
    const outcomes = await runRuleCases(rule, engine);
    expect(outcomes.filter(({ passed }) => !passed)).toEqual([]);
    expect(outcomes).toHaveLength(rule.cases.length);
  });

  it.each(settingMutants(rule))("has a case that notices $what", async ({ rule: mutant, settings }) => {
    const outcomes = await runRuleCases(mutant, engine, settings);
    expect(outcomes.some(({ passed }) => !passed)).toBe(true);
  });

  it.each(textMutants(rule))("has a case that notices when $what", async ({ rule: mutant }) => {
    const outcomes = await runRuleCases(mutant, engine).catch(() => undefined);
    expect(outcomes === undefined || outcomes.some(({ passed }) => !passed)).toBe(true);
  });
});
