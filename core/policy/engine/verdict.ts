import { stageOf } from "../language/decision.js";
import { TRUE } from "../language/truth.js";
import type { RequestFacts } from "../request/facts.js";
import type { JudgedPolicy, RelevantPolicies } from "./judged-policy.js";

/** Where an allow policy stands whose conditions all hold. */
export const ALLOWED_STAGE = stageOf("allowed");

/** What the policies come to, before it is put into words. */
export interface Verdict {
  readonly allowed: boolean;
  /** The deny policy with the first id that applies. */
  readonly denial: JudgedPolicy | undefined;
  /** The allow policy that gets furthest, the first id of several; not looked for where a deny applies. */
  readonly furthest: JudgedPolicy | undefined;
  /** How far it gets. */
  readonly stage: number;
}

/** Judges the policies that are about a request: a deny overrides, without an allow it is a denial. */
export function judge(matches: RelevantPolicies, facts: RequestFacts): Verdict {
  const denial = firstDenial(deniesToTry(matches, facts), facts);
  if (denial !== undefined) return { allowed: false, denial, furthest: undefined, stage: -1 };
  let furthest: JudgedPolicy | undefined;
  let stage = -1;
  for (const policy of matches.allows) {
    const reached = stageReached(policy, facts);
    if (reached > stage || (reached === stage && furthest !== undefined && policy.rank < furthest.rank)) {
      furthest = policy;
      stage = reached;
    }
  }
  return { allowed: stage === ALLOWED_STAGE, denial: undefined, furthest, stage };
}

function deniesToTry(matches: RelevantPolicies, facts: RequestFacts): readonly JudgedPolicy[] {
  const others = matches.guards?.areRefuted(facts) ? matches.otherDenies : undefined;
  return others ?? matches.denies;
}

/** The deny policy with the first id that applies. */
export function firstDenial(denies: readonly JudgedPolicy[], facts: RequestFacts): JudgedPolicy | undefined {
  let first: JudgedPolicy | undefined;
  for (const policy of denies) {
    if ((first === undefined || policy.rank < first.rank) && denyApplies(policy, facts)) first = policy;
  }
  return first;
}

/** Whether a deny policy applies: none of its conditions is false. Unknown does not stop a denial. */
export function denyApplies({ when }: JudgedPolicy, facts: RequestFacts): boolean {
  return !when.isRefuted(facts);
}

/** Whether an allow policy applies: all of its conditions are true. Unknown does not open anything. */
export function allowApplies(policy: JudgedPolicy, facts: RequestFacts): boolean {
  for (const condition of policy.when.conditions) if (condition.evaluate(facts) !== TRUE) return false;
  return true;
}

function stageReached(policy: JudgedPolicy, facts: RequestFacts): number {
  for (const condition of policy.when.conditions)
    if (condition.evaluate(facts) !== TRUE) return condition.stage;
  return ALLOWED_STAGE;
}
