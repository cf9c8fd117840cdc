import { compilePattern, type Pattern } from "../language/pattern.js";
import type { AccessPolicy } from "../language/policy.js";
import { Condition, type ConditionDefinition, Conjunction } from "./condition.js";
import { attributeCondition } from "./conditions/attribute.js";
import { authenticationCondition } from "./conditions/authentication.js";
import { deviceCondition } from "./conditions/device.js";
import { justificationCondition } from "./conditions/justification.js";
import { locationCondition } from "./conditions/location.js";
import { networkCondition } from "./conditions/network.js";
import { riskCondition } from "./conditions/risk.js";
import { timeCondition } from "./conditions/time.js";
import { expiresAtCondition, notBeforeCondition } from "./conditions/validity.js";
import { TimeWindows } from "./time-window.js";

/**
 * What compiled policies share: equal actions, subjects and conditions are compiled once.
 *
 * It saves memory and, at a hundred thousand policies, most of the time of a decision: what all policies use stays
 * in the processor's cache, what each has for itself does not.
 */
export class Sharing {
  readonly #windows = new TimeWindows();
  readonly #names = new Map<string, Pattern>();
  readonly #conditions = new Map<string, Condition>();
  readonly #conjunctions = new Map<string, Conjunction>();

  /** The pattern of an action or of a subject; resources are too many to be shared. */
  readonly name = (text: string): Pattern => {
    let pattern = this.#names.get(text);
    if (pattern === undefined) {
      pattern = compilePattern(text);
      this.#names.set(text, pattern);
    }
    return pattern;
  };

  /** The conditions of a policy. */
  conjunction(policy: AccessPolicy): Conjunction {
    const key = JSON.stringify([policy.notBefore, policy.expiresAt, policy.when]);
    let conjunction = this.#conjunctions.get(key);
    if (conjunction === undefined) {
      conjunction = new Conjunction(this.#compile(policy));
      this.#conjunctions.set(key, conjunction);
    }
    return conjunction;
  }

  /** The conditions in the order of the reason codes. */
  #compile({ notBefore, expiresAt, when = {} }: AccessPolicy): Condition[] {
    const { time, location, device, network, authentication, risk, justified, attributes = [] } = when;
    const conditions: Condition[] = [];
    const add = <T>(
      name: string,
      specification: T | undefined,
      define: (specification: T) => ConditionDefinition,
    ): void => {
      if (specification !== undefined) conditions.push(this.#once(name, specification, define));
    };
    add("notBefore", notBefore, notBeforeCondition);
    add("expiresAt", expiresAt, expiresAtCondition);
    add("time", time, (specification) => timeCondition(specification, this.#windows.of(specification)));
    add("location", location, locationCondition);
    add("device", device, deviceCondition);
    add("network", network, networkCondition);
    add("authentication", authentication, authenticationCondition);
    add("risk", risk, riskCondition);
    add("justified", justified, justificationCondition);
    for (const [index, attribute] of attributes.entries()) {
      add(`attributes/${index}`, attribute, (specification) => attributeCondition(specification, index));
    }
    return conditions;
  }

  #once<T>(name: string, specification: T, define: (specification: T) => ConditionDefinition): Condition {
    const key = `${name} ${JSON.stringify(specification)}`;
    let condition = this.#conditions.get(key);
    if (condition === undefined) {
      condition = new Condition(define(specification));
      this.#conditions.set(key, condition);
    }
    return condition;
  }
}
