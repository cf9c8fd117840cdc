import { AUTHZEN } from "../../core/contracts/authzen.js";
import type { EvaluationSettings } from "../../services/authzen/evaluate.js";
import type { DecisionPorts } from "../../services/policy-engine/ports.js";
import { decisionPorts, REFUSAL_DEADLINE, refusingPorts } from "../wiring/decision-ports.js";
import { type ProcessEnvironment, runsIn } from "../wiring/process-environment.js";
import { start } from "../wiring/start.js";

/** The policy decision point of one function instance. */
export interface EvaluationPoint {
  readonly settings: EvaluationSettings;
  readonly ports: DecisionPorts;
  /** Longest time that a request may take. */
  readonly deadlineMilliseconds: number;
}

/** The decision point as the environment describes it; where that cannot be used, one that denies everything. */
export function startEvaluationPoint(env: ProcessEnvironment): EvaluationPoint {
  const place = runsIn(env);
  return start<typeof AUTHZEN, EvaluationPoint>(
    AUTHZEN,
    env,
    (environment) => ({
      settings: { ...place, unusable: false },
      ports: decisionPorts(environment, env),
      deadlineMilliseconds: environment.deadlineMilliseconds,
    }),
    () => ({
      settings: { ...place, unusable: true },
      ports: refusingPorts(),
      deadlineMilliseconds: REFUSAL_DEADLINE,
    }),
  );
}
