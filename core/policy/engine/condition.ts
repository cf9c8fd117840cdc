import {
  type CallerObligation,
  type ConditionEvidence,
  type ReasonCode,
  stageOf,
} from "../language/decision.js";
import { FALSE, type Truth } from "../language/truth.js";
import type { Fact } from "../request/fact.js";
import type { RequestFacts } from "../request/facts.js";
import type { FactRange } from "./fact-range.js";

/** One kind of condition with the values of one policy. */
export interface ConditionDefinition {
  /** The key in the policy, for example "location"; "attributes/0" for the first attribute. */
  readonly name: string;
  /** Why an allow policy is not satisfied when this condition is not true. */
  readonly reason: ReasonCode;
  /** The facts that decide it. */
  readonly facts: readonly Fact[];
  /** What the policy asks for, as the policy writes it. */
  readonly expected: unknown;
  readonly evaluate: (facts: RequestFacts) => Truth;
  /**
   * The values of a fact outside which the condition is false, whatever the others are; inside, and where the fact is
   * missing or of another type, `evaluate` tells.
   *
   * @default - no single fact refutes it
   */
  readonly range?: FactRange | undefined;
  /**
   * The earliest instant after `after` at which time alone changes the outcome; Infinity where it never does.
   *
   * @default - the outcome does not depend on time
   */
  readonly nextChange?: (facts: RequestFacts, after: number) => number;
  /**
   * What the caller can do so that the condition becomes `wanted`, or undefined where nothing helps.
   *
   * @default - nothing that the caller can change decides it
   */
  readonly remedy?: (facts: RequestFacts, wanted: "true" | "false") => CallerObligation | undefined;
}

/** A compiled condition. One class for all kinds, so that V8 reads every one of them alike. */
export class Condition {
  readonly name: string;
  readonly reason: ReasonCode;
  /** The place of `reason` in the order of the reason codes. */
  readonly stage: number;
  readonly facts: readonly Fact[];
  readonly expected: unknown;
  readonly evaluate: ConditionDefinition["evaluate"];
  readonly range: FactRange | undefined;
  readonly nextChange: ConditionDefinition["nextChange"] | undefined;
  readonly remedy: ConditionDefinition["remedy"] | undefined;
  /** The evidence where it holds. */
  readonly satisfied: ConditionEvidence;

  constructor(definition: ConditionDefinition) {
    this.name = definition.name;
    this.reason = definition.reason;
    this.stage = stageOf(definition.reason);
    this.facts = definition.facts;
    this.expected = definition.expected;
    this.evaluate = definition.evaluate;
    this.range = definition.range;
    this.nextChange = definition.nextChange;
    this.remedy = definition.remedy;
    this.satisfied = { condition: definition.name, outcome: "true" };
  }
}

/** The conditions of a policy in the order of the reason codes; policies with equal conditions share one. */
export class Conjunction {
  readonly conditions: readonly Condition[];
  /** Those of them whose outcome time alone can change. */
  readonly timed: readonly Condition[];
  /** Whether there are such. */
  readonly isTimed: boolean;
  /** A range of one of them: outside it all of them together are false. */
  readonly range: FactRange | undefined;
  /** Whether something that the caller can change decides one of them. */
  readonly changeable: boolean;
  /** The evidence where all of them hold. */
  readonly satisfied: readonly ConditionEvidence[];

  constructor(conditions: readonly Condition[]) {
    this.conditions = conditions;
    this.timed = conditions.filter((condition) => condition.nextChange !== undefined);
    this.isTimed = this.timed.length > 0;
    this.range = conditions.find(({ range }) => range !== undefined)?.range;
    this.changeable = conditions.some((condition) => condition.remedy !== undefined);
    this.satisfied = conditions.map((condition) => condition.satisfied);
  }

  /** Whether one of the conditions is false. */
  isRefuted(facts: RequestFacts): boolean {
    return this.conditions.some((condition) => condition.evaluate(facts) === FALSE);
  }
}
