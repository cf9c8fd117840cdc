import type { CompiledPolicies } from "../engine/compile.js";
import { decide } from "../engine/decide.js";
import type { Decision } from "../language/decision.js";
import { mergePatch } from "./merge-patch.js";
import type { ExpectedDecision, Scenario, ScenarioCase } from "./scenario.js";

/** A field of a decision that is not what a case expects. */
export interface Mismatch {
  readonly field: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** What came of one case. */
export interface CaseResult {
  readonly name: string;
  readonly request: unknown;
  readonly decision: Decision;
  /** Empty where the case holds. */
  readonly differences: readonly Mismatch[];
}

/** Decides every case of a scenario and compares. */
export function runScenario(scenario: Scenario, policies: CompiledPolicies): CaseResult[] {
  return scenario.cases.map((testCase) => {
    const request = requestOf(scenario, testCase);
    const decision = decide(policies, request);
    return { name: testCase.name, request, decision, differences: compare(testCase.expect, decision) };
  });
}

function requestOf(scenario: Scenario, { request = scenario.request, change }: ScenarioCase): unknown {
  return change === undefined ? request : mergePatch(request, change);
}

function compare(expectation: ExpectedDecision, decision: Decision): Mismatch[] {
  const fields = Object.keys(expectation) as (keyof ExpectedDecision)[];
  return fields
    .map((field) => ({ field, expected: expectation[field], got: decision[field] }))
    .filter(({ expected, got }) => canonical(expected) !== canonical(got));
}

/** JSON with the keys of every object in order, so that the order in which a person wrote them does not matter. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
