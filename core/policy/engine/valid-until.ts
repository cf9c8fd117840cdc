import { FALSE, TRUE } from "../language/truth.js";
import type { RequestFacts } from "../request/facts.js";
import type { JudgedPolicy, RelevantPolicies } from "./judged-policy.js";
import { denyApplies, judge, type Verdict } from "./verdict.js";
import { WorkBudget } from "./work-budget.js";

/** A step asks each policy when it changes, judges it then, and asks whether it stays possible. */
const WORK_A_POLICY = 3;
/** How many changes of single policies are followed before the instant reached so far is given as a lower bound. */
const MOST_STEPS = 64;

/**
 * The earliest instant after that of the request at which time alone turns allow into deny or back, Infinity where
 * it never does or where the request has no instant.
 *
 * Where many policies change without changing the answer, an instant that is earlier than the change: never later.
 */
export function nextChange(matches: RelevantPolicies, facts: RequestFacts, verdict: Verdict): number {
  if (matches.allows.length === 0 || Number.isNaN(facts.time)) return Infinity;
  // Most often all hangs on one policy that allows now: its first change is the one. Time changes nothing about guards.
  const { allows } = matches;
  if (verdict.allowed && allows.length === 1 && !(matches.otherDenies ?? matches.denies).some(isTimed)) {
    return earliest(allows, facts, facts.time);
  }
  let relevant = whatTimeDecides(matches, facts, verdict);
  let at = facts.time;
  const budget = new WorkBudget();
  for (let step = 0; step < MOST_STEPS && relevant !== undefined && !budget.isUsedUp; step += 1) {
    const { allows, denies } = relevant;
    budget.spend(WORK_A_POLICY * (allows.length + denies.length));
    at = Math.min(earliest(allows, facts, at), earliest(denies, facts, at));
    if (at === Infinity) return at;
    const then = facts.at(at);
    if (judge(relevant, then).allowed !== verdict.allowed) return at;
    relevant = stillPossible(relevant, then);
  }
  return relevant === undefined ? Infinity : at;
}

/** The policies that may still apply at some later instant; undefined where nothing can be allowed any more. */
function stillPossible(
  { allows, denies }: RelevantPolicies,
  facts: RequestFacts,
): RelevantPolicies | undefined {
  const left = allows.filter((policy) => staysPossible(policy, facts));
  if (left.length === 0) return undefined;
  return { allows: left, denies: denies.filter((policy) => staysPossible(policy, facts)) };
}

/**
 * The policies that decide at any instant: those that depend on time and are stopped by nothing else, and the allow
 * policies that always apply. Undefined where time decides nothing.
 */
function whatTimeDecides(
  { allows, denies }: RelevantPolicies,
  facts: RequestFacts,
  { allowed, denial, furthest }: Verdict,
): RelevantPolicies | undefined {
  const possible: JudgedPolicy[] = [];
  for (const policy of denies) {
    if (policy.when.isTimed) {
      if (staysPossible(policy, facts)) possible.push(policy);
    } else if (denial !== undefined && denyApplies(policy, facts)) {
      return undefined;
    }
  }
  const candidates: JudgedPolicy[] = [];
  for (const policy of allows) {
    if (!(allowed && policy === furthest) && !staysPossible(policy, facts)) continue;
    // Beside a policy that allows at any instant the others decide nothing.
    if (!policy.when.isTimed) return possible.length > 0 ? { allows: [policy], denies: possible } : undefined;
    candidates.push(policy);
  }
  return candidates.length > 0 ? { allows: candidates, denies: possible } : undefined;
}

/** Whether the policy applies at this or some later instant, as far as one condition after the other can tell. */
function staysPossible({ when, effect }: JudgedPolicy, facts: RequestFacts): boolean {
  for (const condition of when.conditions) {
    const truth = condition.evaluate(facts);
    const stopped = truth === FALSE || (truth !== TRUE && effect === "allow");
    if (stopped && (condition.nextChange?.(facts, facts.time) ?? Infinity) === Infinity) return false;
  }
  return true;
}

function earliest(policies: readonly JudgedPolicy[], facts: RequestFacts, after: number): number {
  let first = Infinity;
  for (const { when } of policies) {
    for (const { nextChange } of when.timed) {
      const change = nextChange?.(facts, after) ?? Infinity;
      if (change < first) first = change;
    }
  }
  return first;
}

function isTimed({ when }: JudgedPolicy): boolean {
  return when.isTimed;
}
