import type { DeviceSpecification } from "../../language/policy.js";
import { and, known, TRUE, type Truth, UNKNOWN } from "../../language/truth.js";
import { factsAt } from "../../request/fact.js";
import { finiteNumber } from "../../request/facts.js";
import type { ConditionDefinition } from "../condition.js";
import { type FactRange, from, numberOfScalar, only, POSTURE, REGISTERED } from "../fact-range.js";

/** `when.device`: the device is registered, or is not, and its posture is good enough. */
export function deviceCondition(specification: DeviceSpecification): ConditionDefinition {
  const { registered: wantedRegistration, postureAtLeast } = specification;
  return {
    name: "device",
    reason: "device_not_trusted",
    facts: factsAt(
      ...(wantedRegistration === undefined ? [] : ["context.device.registered"]),
      ...(postureAtLeast === undefined ? [] : ["context.device.posture"]),
    ),
    expected: specification,
    range: rangeOf(specification),
    evaluate: (facts) => {
      let truth: Truth = TRUE;
      if (wantedRegistration !== undefined) {
        const registered = facts.device.registered;
        // V8 compares with a constant in place, with any other value by a call.
        if (registered === true) truth = known(wantedRegistration);
        else truth = registered === false ? known(!wantedRegistration) : UNKNOWN;
      }
      if (postureAtLeast !== undefined) {
        const posture = finiteNumber(facts.device.posture);
        truth = and(truth, posture === undefined ? UNKNOWN : known(posture >= postureAtLeast));
      }
      return truth;
    },
  };
}

/** One of the two facts is enough to refute both. */
function rangeOf({ registered, postureAtLeast }: DeviceSpecification): FactRange | undefined {
  if (registered !== undefined) return { fact: REGISTERED, values: only([numberOfScalar(registered)]) };
  return postureAtLeast === undefined ? undefined : { fact: POSTURE, values: from(postureAtLeast) };
}
