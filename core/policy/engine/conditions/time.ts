import type { TimeSpecification } from "../../language/policy.js";
import { known, UNKNOWN } from "../../language/truth.js";
import { factsAt } from "../../request/fact.js";
import type { ConditionDefinition } from "../condition.js";
import type { TimeWindow } from "../time-window.js";

/** `when.time`: the wall clock of a zone is inside a window. */
export function timeCondition(specification: TimeSpecification, window: TimeWindow): ConditionDefinition {
  return {
    name: "time",
    reason: "outside_time_window",
    facts: factsAt("context.time"),
    expected: specification,
    evaluate: (facts) => (Number.isNaN(facts.time) ? UNKNOWN : known(window.contains(facts.time))),
    nextChange: (_, after) => window.nextChange(after),
  };
}
