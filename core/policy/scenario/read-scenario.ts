import { accept, type Result } from "../../errors.js";
import { readJson } from "../../json/read-json.js";
import type { PolicyProblem } from "../language/error-codes.js";
import type { PolicySource } from "../language/read-policies.js";
import { schemaCheck } from "../language/schema-check.js";
import type { Scenario } from "./scenario.js";
import { SCENARIO_SCHEMA } from "./schema.js";

const checkScenario = schemaCheck(SCENARIO_SCHEMA);

/** Reads a scenario file; its inline policies are checked by the schema, all of them by whoever compiles them. */
export function readScenario({ source, text }: PolicySource): Result<Scenario, PolicyProblem["code"]> {
  const json = readJson(text, source);
  if (!json.ok) return json;
  const problems = checkScenario(json.value, source);
  return problems.length > 0 ? { ok: false, problems } : accept(json.value as Scenario);
}
