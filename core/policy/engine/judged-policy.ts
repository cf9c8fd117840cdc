import type { RequestFacts } from "../request/facts.js";
import type { CompiledPolicy } from "./compiled-policy.js";

/** What judging reads of a policy. */
export type JudgedPolicy = Pick<CompiledPolicy, "id" | "rank" | "effect" | "when">;

/** Deny policies that one look may refute together. */
export interface GuardPolicies {
  readonly policies: readonly JudgedPolicy[];
  /** Whether none of them applies; false where that takes evaluating them. */
  areRefuted(facts: RequestFacts): boolean;
}

/** The policies that are about one request. */
export interface RelevantPolicies {
  readonly allows: readonly JudgedPolicy[];
  readonly denies: readonly JudgedPolicy[];
  /** Some of the denies, which one look may refute. @default - each is evaluated by itself */
  readonly guards?: GuardPolicies;
  /** The denies without the guards. @default - `denies` */
  readonly otherDenies?: readonly JudgedPolicy[];
}
