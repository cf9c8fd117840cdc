import type { Decision } from "../language/decision.js";
import type { AccessPolicy } from "../language/policy.js";

/** What a case expects: every field that is named, and no more. */
export type ExpectedDecision = Partial<
  Pick<Decision, "decision" | "reason" | "policy" | "obligations" | "validUntil">
>;

/** One request of a scenario and what it must come to. */
export interface ScenarioCase {
  readonly name: string;
  /** The request @default - that of the scenario */
  readonly request?: unknown;
  /** A JSON Merge Patch (RFC 7396) to the request: what it names is replaced, null removes. @default - none */
  readonly change?: unknown;
  readonly expect: ExpectedDecision;
}

/** A file of cases for one set of access policies; people write it without TypeScript. */
export interface Scenario {
  readonly $schema?: string;
  readonly version: 1;
  /** What the scenario is about. */
  readonly name?: string;
  /** The access policies themselves. @default - those of `policyFiles`, else those that the caller names */
  readonly policies?: readonly AccessPolicy[];
  /** Files or directories of access policies, relative to the scenario. @default - none */
  readonly policyFiles?: readonly string[];
  /** The request that the cases change. @default - each case has its own */
  readonly request?: unknown;
  readonly cases: readonly ScenarioCase[];
}
