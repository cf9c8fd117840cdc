import { compileAttributePath } from "../../language/attribute-path.js";
import type { CallerObligation } from "../../language/decision.js";
import type { AttributeOperator, AttributeSpecification, Scalar } from "../../language/policy.js";
import { FALSE, known, not, or, TRUE, type Truth, UNKNOWN } from "../../language/truth.js";
import { factsAt } from "../../request/fact.js";
import { finiteNumber, type RequestFacts } from "../../request/facts.js";
import { readAttribute } from "../../request/read-attribute.js";
import type { ConditionDefinition } from "../condition.js";
import { attributeRange } from "./attribute-range.js";

/** NIST SP 800-63B counts the assurance levels from 1. */
const LOWEST_ASSURANCE = 1;

/** One entry of `when.attributes`: an attribute compared with a value. */
export function attributeCondition(
  specification: AttributeSpecification,
  index: number,
): ConditionDefinition {
  const { path, operator, value } = specification;
  const attribute = compileAttributePath(path);
  const values = [value].flat();
  return {
    name: `attributes/${index}`,
    reason: "attribute_not_satisfied",
    facts: factsAt(path),
    expected: specification,
    range: attributeRange(specification),
    evaluate: (facts) => compare(readAttribute(attribute, facts), operator, values),
    // The text of the instant is compared as a text: what it is a moment later, nobody can say.
    ...(path === "context.time" ? { nextChange: (_: unknown, after: number) => after + 1 } : {}),
    ...(path.startsWith("context.authentication.")
      ? {
          remedy: (facts: RequestFacts, wanted: "true" | "false") =>
            strongerAuthentication(specification, readAttribute(attribute, facts), wanted),
        }
      : {}),
  };
}

/** Compares an attribute's value with the policy's: the first for operators on one value. Another type is unknown. */
function compare(actual: unknown, operator: AttributeOperator, values: readonly Scalar[]): Truth {
  const single = values[0] as Scalar;
  switch (operator) {
    case "==":
      return equal(actual, single);
    case "!=":
      return not(equal(actual, single));
    case "<":
      return sameType(actual, single) ? known(actual < single) : UNKNOWN;
    case "<=":
      return sameType(actual, single) ? known(actual <= single) : UNKNOWN;
    case ">":
      return sameType(actual, single) ? known(actual > single) : UNKNOWN;
    case ">=":
      return sameType(actual, single) ? known(actual >= single) : UNKNOWN;
    case "in":
      return equalsOne(actual, values);
    case "notIn":
      return not(equalsOne(actual, values));
    case "contains":
      return Array.isArray(actual) ? anyEquals(actual, single) : UNKNOWN;
    default:
      return operator satisfies never;
  }
}

/** Whether both are texts, booleans or numbers; Infinity, which JSON writes as 1e400, is not a number. */
function sameType(actual: unknown, value: Scalar): actual is Scalar {
  if (typeof value === "number") return Number.isFinite(actual);
  return typeof value === "string" ? typeof actual === "string" : typeof actual === "boolean";
}

function equal(actual: unknown, value: Scalar): Truth {
  return sameType(actual, value) ? known(actual === value) : UNKNOWN;
}

function equalsOne(actual: unknown, values: readonly Scalar[]): Truth {
  let truth: Truth = FALSE;
  for (const value of values) truth = or(truth, equal(actual, value));
  return truth;
}

function anyEquals(elements: readonly unknown[], value: Scalar): Truth {
  let truth: Truth = FALSE;
  for (const element of elements) {
    truth = or(truth, equal(element, value));
    if (truth === TRUE) return TRUE;
  }
  return truth;
}

/** The authentication that makes a comparison of its assurance or methods true, or false, where one does. */
function strongerAuthentication(
  { path, operator, value }: AttributeSpecification,
  actual: unknown,
  wanted: "true" | "false",
): CallerObligation | undefined {
  if (path === "context.authentication.methods") {
    return operator === "contains" && wanted === "true" && typeof value === "string"
      ? { authenticate: { methods: [value] } }
      : undefined;
  }
  if (path !== "context.authentication.assurance") return undefined;
  const level = finiteNumber(actual) ?? -Infinity;
  const outcome = wanted === "true" ? TRUE : FALSE;
  const named = [value].flat().filter((bound) => typeof bound === "number");
  // The outcome changes at and above a level that is named; where none is known yet, the lowest may do.
  const levels = [LOWEST_ASSURANCE, ...named, ...named.map((bound) => Math.floor(bound) + 1)];
  const enough = levels.filter(
    (higher) => higher > level && compare(higher, operator, [value].flat()) === outcome,
  );
  return enough.length === 0
    ? undefined
    : { authenticate: { assuranceAtLeast: enough.reduce((least, level) => Math.min(least, level)) } };
}
