import type { ConditionDefinition } from "../condition.js";
import { factsAt } from "../fact.js";
import type { TimeSpecification } from "../policy.js";
import type { TimeWindow } from "../time-window.js";
import { known, UNKNOWN } from "../truth.js";

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
