import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CordonError } from "../../../core/errors.js";
import { type CompiledPolicies, compile } from "../../../core/policy/engine/compile.js";
import { readScenario } from "../../../core/policy/scenario/read-scenario.js";
import type { Scenario } from "../../../core/policy/scenario/scenario.js";

const FOLDER = "test/scenarios/policy";

/** A scenario file of the repository with its policies compiled. */
export interface ScenarioFile {
  readonly file: string;
  readonly scenario: Scenario;
  readonly policies: CompiledPolicies;
}

/** Every scenario file of `test/scenarios/policy`. */
export function scenarioFiles(): ScenarioFile[] {
  return readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => {
      const read = readScenario({ source: file, text: readFileSync(join(FOLDER, file), "utf8") });
      if (!read.ok) throw new CordonError(read.problems);
      return { file, scenario: read.value, policies: compile(read.value.policies ?? []) };
    });
}
