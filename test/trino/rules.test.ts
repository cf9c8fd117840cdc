import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DuckDbEngine } from "../../adapters/duckdb/duckdb-engine.js";
import { DETECTION_RULES } from "../../core/detection/rules/rules.js";
import { runRuleCases } from "../../services/anomaly-detector/run-rule-cases.js";
import { describeWith } from "../harness/prerequisites.js";
import { duckDbAlone } from "../services/anomaly-detector/duckdb-alone.js";
import { TRINO_PREREQUISITES } from "./java.js";
import { runningTrino } from "./running-trino.js";
import { TrinoEngine } from "./trino-engine.js";

describeWith(TRINO_PREREQUISITES, "the rules on Trino", () => {
  let trino: TrinoEngine;
  let duckDb: DuckDbEngine;
  beforeAll(async () => {
    trino = new TrinoEngine({ ...runningTrino(), schema: "information_schema" });
    duckDb = await duckDbAlone();
  });
  afterAll(() => duckDb?.close());

  describe.each(DETECTION_RULES)("$id: $title", (rule) => {
    it("finds what its cases say, as on DuckDB, and fires", async () => {
      const outcomes = await runRuleCases(rule, trino);
      expect(outcomes.filter(({ passed }) => !passed)).toEqual([]);
      expect(outcomes).toEqual(await runRuleCases(rule, duckDb));
      expect(outcomes.some(({ got }) => got.length > 0)).toBe(true);
    });
  });
});
