import { own } from "../../json/values.js";
import { IntervalSet } from "../../network/interval-set.js";
import { countryNumber, isCountryCode } from "../language/country.js";
import type { Scalar } from "../language/policy.js";
import { finiteNumber, type RequestFacts } from "../request/facts.js";
import { textKey } from "./text-hash.js";

/** Which fact it is; an attribute of the subject by the type of the values that it is compared with. */
type FactReader =
  | "risk"
  | "country"
  | "registered"
  | "posture"
  | "ipv4-address"
  | "number-attribute"
  | "boolean-attribute"
  | "string-attribute";

/** A fact whose values have numbers; {@link numberOf} reads it. */
export interface NumberedFact {
  /** A word, not a function: with one switch for all facts a look at each of them is a few steps. */
  readonly reader: FactReader;
  /** The name of a subject's attribute; empty for other facts. */
  readonly name: string;
}

/** The values of one fact, by their numbers, outside which a condition is false. */
export interface FactRange {
  readonly fact: NumberedFact;
  readonly values: IntervalSet<number>;
}

export const RISK: NumberedFact = { reader: "risk", name: "" };
export const COUNTRY: NumberedFact = { reader: "country", name: "" };
export const REGISTERED: NumberedFact = { reader: "registered", name: "" };
export const POSTURE: NumberedFact = { reader: "posture", name: "" };
/** The source address, where it is one of IPv4. */
export const IPV4_ADDRESS: NumberedFact = { reader: "ipv4-address", name: "" };

/** By the type of the values. A table of constants: V8 compares texts that are put together slower. */
const ATTRIBUTE_READERS = {
  number: "number-attribute",
  boolean: "boolean-attribute",
  string: "string-attribute",
} as const;

/** The fact at an attribute path where it has numbers of the type: the risk, the posture, an attribute of the subject. */
export function attributeFact(path: string, type: keyof typeof ATTRIBUTE_READERS): NumberedFact | undefined {
  if (path === "context.risk" && type === "number") return RISK;
  if (path === "context.device.posture" && type === "number") return POSTURE;
  const [root, name, ...more] = path.split(".");
  if (root !== "subject" || name === undefined || more.length > 0) return undefined;
  return { reader: ATTRIBUTE_READERS[type], name };
}

/**
 * The number of a fact in a request, NaN where it is missing or of another type.
 *
 * A number stands for itself, 0 for false, 1 for true. A text's number is a hash, which texts may share.
 */
export function numberOf({ reader, name }: NumberedFact, facts: RequestFacts): number {
  switch (reader) {
    case "risk":
      return numberOrNaN(facts.risk);
    case "country": {
      const country = facts.country;
      return typeof country === "string" && isCountryCode(country) ? countryNumber(country) : Number.NaN;
    }
    case "registered":
      return booleanOrNaN(facts.device.registered);
    case "posture":
      return numberOrNaN(facts.device.posture);
    case "ipv4-address": {
      const address = facts.sourceAddress;
      return typeof address === "number" ? address : Number.NaN;
    }
    case "number-attribute":
      return numberOrNaN(own(facts.subjectAttributes, name));
    case "boolean-attribute":
      return booleanOrNaN(own(facts.subjectAttributes, name));
    case "string-attribute":
      return textOrNaN(own(facts.subjectAttributes, name));
    default:
      return reader satisfies never;
  }
}

function numberOrNaN(value: unknown): number {
  return finiteNumber(value) ?? Number.NaN;
}

function booleanOrNaN(value: unknown): number {
  // Not by `Number`, which V8 calls for any type but numbers.
  if (value === true) return 1;
  return value === false ? 0 : Number.NaN;
}

function textOrNaN(value: unknown): number {
  return typeof value === "string" ? textKey(value) : Number.NaN;
}

/** The number of a value that a policy names. */
export function numberOfScalar(value: Scalar): number {
  if (typeof value === "number") return value;
  return typeof value === "boolean" ? Number(value) : textKey(value);
}

/*
 * Ranges may hold more than they have to, never less: what is inside is evaluated, what is outside is taken for false.
 * So the ends, which do not belong to an interval, may lie a little above the last number that does.
 */

/** These numbers. */
export function only(numbers: readonly number[]): IntervalSet<number> {
  return IntervalSet.from(numbers.map((number) => [number, littleAbove(number)] as const));
}

/** All but these whole numbers, for facts whose numbers are whole. */
export function allBut(numbers: readonly number[]): IntervalSet<number> {
  return IntervalSet.of(-Infinity, Infinity).difference(only(numbers));
}

/** The numbers up to a bound; the bound may be among them. */
export function upTo(bound: number): IntervalSet<number> {
  return IntervalSet.of(-Infinity, littleAbove(bound));
}

/** The numbers from a bound on; the bound may be among them. */
export function from(bound: number): IntervalSet<number> {
  return IntervalSet.of(bound, Infinity);
}

/** A number that is greater, by less than a half for whole numbers below 2^51. */
function littleAbove(number: number): number {
  return number + Math.max(Math.abs(number) * Number.EPSILON, Number.MIN_VALUE);
}
