import { type Problem, quote } from "../errors.js";
import {
  type ConditionBlock,
  type ConditionValue,
  CURRENT_TIME,
  EPOCH_TIME,
  SOURCE_IDENTITY,
  USER_ID,
} from "../iam/condition.js";
import {
  CONDITION_OPERATORS,
  type ConditionOperator,
  operatorText,
  parseOperator,
} from "../iam/condition-operator.js";
import type { PersonKey } from "../iam/person-condition.js";
import { DOCUMENT_TEXT } from "../iam/render-document.js";
import { suggest } from "../json/suggest.js";
import { parseInstant } from "../time/instant.js";
import type { AccessErrorCode } from "./error-codes.js";

/** A problem with its place inside the conditions. */
export type Found = Omit<Problem<AccessErrorCode>, "where"> & { readonly at: string };

const TIME_KEYS: ReadonlySet<string> = new Set([CURRENT_TIME, EPOCH_TIME].map((key) => key.toLowerCase()));
const PERSON_KEYS: ReadonlySet<string> = new Set([SOURCE_IDENTITY, USER_ID].map((key) => key.toLowerCase()));
const TIME_BOUNDS: ReadonlySet<string> = new Set([
  "DateLessThan",
  "DateLessThanEquals",
  "DateGreaterThan",
  "DateGreaterThanEquals",
]);
/** `<role id>:<session name>` with `*` for either part. */
const USER_ID_PATTERN = /^(?:\*|(?:\*|[A-Za-z0-9]+):(?:\*|[\w+=,.@-]+))$/;
/** A condition key has a service before its colon; so a key of JavaScript's own objects is none. */
const CONDITION_KEY = /^[A-Za-z0-9-]+:./;

/** Everything that IAM, or a deadline, refuses in the conditions of a statement; `at` is a JSON pointer in them. */
export function conditionProblems(block: ConditionBlock, person: PersonKey): Found[] {
  const seen = new Map<string, string>();
  return Object.entries(block).flatMap(([name, keys]) => {
    const operator = parseOperator(name);
    const at = `/${pointer(name)}`;
    if (operator === undefined) return [unknownOperator(name, at)];
    return Object.entries(keys).flatMap(([key, value]) => {
      const place = `${at}/${pointer(key)}`;
      const twice = secondOf(seen, operator, key, place);
      const values: readonly ConditionValue[] = typeof value === "object" ? value : [value];
      return [
        ...(twice === undefined ? [] : [twice]),
        ...keyProblems(operator, key, place),
        ...values.flatMap((one) => valueProblem(operator, key, one, place, person) ?? []),
      ];
    });
  });
}

function unknownOperator(name: string, at: string): Found {
  return {
    code: "CORDON_ENTITLEMENT_OPERATOR",
    summary: "IAM has no such condition operator",
    got: quote(name),
    allowed:
      "the condition operators of IAM, with ForAllValues:, ForAnyValue: and IfExists where IAM has them",
    fix: suggest(name, CONDITION_OPERATORS) ?? "write it as IAM does",
    at,
  };
}

/** The same operator and key in another spelling: readers disagree on what that means. */
function secondOf(
  seen: Map<string, string>,
  operator: ConditionOperator,
  key: string,
  at: string,
): Found | undefined {
  const same = `${operatorText(operator)} ${key.toLowerCase()}`;
  const first = seen.get(same);
  seen.set(same, at);
  const merges = TIME_KEYS.has(key.toLowerCase());
  if (first === undefined || merges) return undefined;
  return {
    code: "CORDON_ENTITLEMENT_CONDITION",
    summary: "the same operator and key stand twice in other letters",
    got: quote(key),
    allowed: `each once: IAM ignores the case of keys, and ${first} has this one`,
    fix: "keep the one that you mean",
    at,
  };
}

function keyProblems(operator: ConditionOperator, key: string, at: string): Found[] {
  const lowered = key.toLowerCase();
  const name = operatorText(operator);
  const problems: Found[] = [];
  if (!CONDITION_KEY.test(key) || !DOCUMENT_TEXT.test(key) || key.includes("${")) {
    problems.push({
      code: "CORDON_ENTITLEMENT_CONDITION",
      summary: "this is not a condition key",
      got: quote(key),
      allowed: "service:name, with characters up to U+00FF and without variables",
      fix: "write it as IAM does, for example aws:PrincipalTag/team",
      at,
    });
  }
  if (TIME_KEYS.has(lowered) && !TIME_BOUNDS.has(name)) {
    problems.push({
      code: "CORDON_ENTITLEMENT_OPERATOR",
      summary: `${key} takes no other operator than four, so that a deadline cannot be evaded`,
      got: quote(name),
      allowed: [...TIME_BOUNDS].join(", "),
      fix: "write one of them; a request without a time must fail",
      at,
    });
  }
  if (PERSON_KEYS.has(lowered) && operator.ifExists) {
    problems.push({
      code: "CORDON_ENTITLEMENT_OPERATOR",
      summary: `${key} says who the person is, so a request must have it`,
      got: quote(name),
      allowed: `${operator.set}${operator.name}`,
      fix: "leave out IfExists",
      at,
    });
  }
  return problems;
}

function valueProblem(
  { name }: ConditionOperator,
  key: string,
  value: ConditionValue,
  at: string,
  person: PersonKey,
): Found | undefined {
  const text = String(value);
  const got = quote(value);
  const takesVariables = name.startsWith("String") || name.startsWith("Arn");
  if (text.includes("${") && (!takesVariables || PERSON_KEYS.has(key.toLowerCase()))) {
    return {
      code: "CORDON_ENTITLEMENT_VARIABLE",
      summary: takesVariables
        ? "a variable cannot say who the person is"
        : `${name} takes no policy variable`,
      got,
      allowed: "policy variables in conditions on texts and ARNs, but not on the person",
      fix: "write the value itself",
      at,
    };
  }
  if (!DOCUMENT_TEXT.test(text)) {
    return {
      code: "CORDON_ENTITLEMENT_CONDITION",
      summary: "IAM refuses a character of this value",
      got,
      allowed: "TAB, LF, CR and U+0020 to U+00FF",
      fix: "write it with other characters",
      at,
    };
  }
  if (name.startsWith("Date") && !isDate(text)) {
    return {
      code: "CORDON_ENTITLEMENT_DATE",
      summary: "tools disagree on what this date means",
      got,
      allowed: "YYYY-MM-DDTHH:MM:SSZ, for example 2027-01-01T00:00:00Z",
      fix: "write the instant in UTC to the second",
      at,
    };
  }
  const allowed = allowedValue(name, key, text, person);
  return allowed === undefined
    ? undefined
    : {
        code: "CORDON_ENTITLEMENT_CONDITION",
        summary: `${name} refuses this value`,
        got,
        allowed,
        fix: "write a value of that form",
        at,
      };
}

/** What the operator allows where it refuses the value, else undefined. */
function allowedValue(
  name: ConditionOperator["name"],
  key: string,
  text: string,
  person: PersonKey,
): string | undefined {
  if (name === "Bool" || name === "Null") {
    return /^(?:true|false)$/i.test(text) ? undefined : "true or false";
  }
  if (name.startsWith("Numeric")) {
    return text.trim() !== "" && Number.isFinite(Number(text)) ? undefined : "a number";
  }
  const isOwn = person === USER_ID && name === "StringLike" && key.toLowerCase() === USER_ID;
  return isOwn && !USER_ID_PATTERN.test(text)
    ? "<role id>:<session name>, each of them whole or *, where the session name is the person"
    : undefined;
}

function isDate(text: string): boolean {
  return text.length === 20 && !Number.isNaN(parseInstant(text));
}

function pointer(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
