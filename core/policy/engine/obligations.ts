import { append } from "../../json/append.js";
import type { JsonObject } from "../../json/values.js";
import type { CallerObligation } from "../language/decision.js";
import { TRUE } from "../language/truth.js";
import { RequestFacts } from "../request/facts.js";
import type { JudgedPolicy, RelevantPolicies } from "./judged-policy.js";
import { combine, compareSizes, fulfil, type Requirement, toObligations } from "./requirement.js";
import { allowApplies, denyApplies, firstDenial, type Verdict } from "./verdict.js";
import { WorkBudget } from "./work-budget.js";

/** A requirement that turns the denial into an allow, and the policy that then allows. */
interface Solution {
  readonly requirement: Requirement;
  readonly allow: JudgedPolicy;
}

/** What was found, and whether everything was tried. */
export interface FoundObligations {
  readonly obligations: readonly CallerObligation[];
  /** False where the search took more work than a decision may: there may be others, or smaller ones. */
  readonly complete: boolean;
}

const NOTHING_HELPS: FoundObligations = Object.freeze({ obligations: Object.freeze([]), complete: true });
const NOTHING: Requirement = Object.freeze({});
/** Most requirements that are tried for one allow policy, so that none of them uses up the work of all. */
const MOST_TRIALS = 64;
/** What a trial costs besides the conditions that it evaluates, in conditions: the changed request. */
const TRIAL_WORK = 16;

/**
 * The smallest set of changes in what the caller can change, authentication and justification, that turns a denial
 * into an allow; empty where there is none.
 *
 * For each allow policy what it lacks itself is fulfilled first, then each way to stop a deny policy that still
 * applies is tried. A requirement counts only if the changed request is judged to be allowed. Fewer obligations win,
 * then the lower assurance, then fewer demands, then the first id. Policies with equal conditions are one; where the
 * budget ends, the policies with the first ids were tried.
 */
export function obligationsFor(
  matches: RelevantPolicies,
  { denial }: Verdict,
  request: JsonObject,
  facts: RequestFacts,
  budget: WorkBudget = new WorkBudget(),
): FoundObligations {
  if (denial?.when.changeable === false) return NOTHING_HELPS;
  if (
    denial !== undefined &&
    matches.denies.some((policy) => !policy.when.changeable && denyApplies(policy, facts))
  )
    return NOTHING_HELPS;
  const denies = withDifferentConditions(matches.denies);
  const search: Search = { denies, denyWork: workOf(denies), request, facts, budget };
  let found: Found = { smallest: undefined, complete: true };
  for (const allow of withDifferentConditions(matches.allows)) {
    if (denial === undefined && !allow.when.changeable) continue;
    if (budget.isUsedUp) {
      found = { ...found, complete: false };
      break;
    }
    found = smallestFor(allow, search, found);
  }
  const { smallest, complete } = found;
  if (smallest === undefined) return complete ? NOTHING_HELPS : { obligations: [], complete };
  return { obligations: toObligations(smallest.requirement), complete };
}

/** What the search for obligations knows, whichever allow policy it looks at. */
interface Search {
  readonly denies: readonly JudgedPolicy[];
  /** What it costs to evaluate them all. */
  readonly denyWork: number;
  readonly request: JsonObject;
  readonly facts: RequestFacts;
  readonly budget: WorkBudget;
}

interface Found {
  readonly smallest: Solution | undefined;
  readonly complete: boolean;
}

/** One policy, the first by id, of all that share their conditions: the others come to the same. */
function withDifferentConditions(policies: readonly JudgedPolicy[]): readonly JudgedPolicy[] {
  const first = new Map<JudgedPolicy["when"], JudgedPolicy>();
  for (const policy of policies) {
    const known = first.get(policy.when);
    if (known === undefined || policy.rank < known.rank) first.set(policy.when, policy);
  }
  return [...first.values()].sort((a, b) => a.rank - b.rank);
}

function workOf(policies: readonly JudgedPolicy[]): number {
  return policies.reduce((sum, { when }) => sum + when.conditions.length + 1, 0);
}

/** The smallest requirement by which this policy allows, or the one known before where that is smaller. */
function smallestFor(allow: JudgedPolicy, search: Search, known: Found): Found {
  const { denies, denyWork, request, facts, budget } = search;
  const allowWork = workOf([allow]);
  const accepts = (requirement: Requirement): boolean => {
    if (budget.isUsedUp) return false;
    budget.spend(TRIAL_WORK + allowWork + denyWork);
    const changed = new RequestFacts(fulfil(request, requirement, facts.time));
    return allowApplies(allow, changed) && firstDenial(denies, changed) === undefined;
  };
  let { smallest } = known;
  // A requirement only grows, so what is not smaller now never will be.
  const isHopeless = (requirement: Requirement): boolean =>
    smallest !== undefined && !isBetter({ requirement, allow }, smallest);
  const untried = [NOTHING];
  for (let trial = 0; trial < MOST_TRIALS && !budget.isUsedUp; trial += 1) {
    const requirement = untried.pop();
    if (requirement === undefined) break;
    if (isHopeless(requirement)) continue;
    budget.spend(TRIAL_WORK + allowWork);
    const changed =
      requirement === NOTHING ? facts : new RequestFacts(fulfil(request, requirement, facts.time));
    const needed = ownRequirement(allow, requirement, changed);
    if (needed !== requirement) {
      if (needed !== undefined && compareSizes(needed, requirement) > 0) untried.push(needed);
      continue;
    }
    budget.spend(denyWork);
    const denial = firstDenial(denies, changed);
    if (denial === undefined) smallest = { requirement: withSafeMethods(requirement, accepts), allow };
    else append(untried, waysToStop(denial, requirement, changed).reverse());
  }
  const complete = !budget.isUsedUp && untried.every(isHopeless);
  return { smallest, complete: known.complete && complete };
}

function isBetter(one: Solution, other: Solution): boolean {
  const order = compareSizes(one.requirement, other.requirement);
  return order < 0 || (order === 0 && one.allow.rank < other.allow.rank);
}

/** The requirement with all that the allow policy itself still lacks; undefined where the caller cannot give it. */
function ownRequirement(
  allow: JudgedPolicy,
  requirement: Requirement,
  facts: RequestFacts,
): Requirement | undefined {
  let needed: Requirement | undefined = requirement;
  for (const condition of allow.when.conditions) {
    if (condition.evaluate(facts) === TRUE) continue;
    needed = combine(needed, condition.remedy?.(facts, "true"));
    if (needed === undefined) return undefined;
  }
  return needed;
}

/** The requirement with one more thing that stops the denial, in every way: one condition that is false is enough. */
function waysToStop(denial: JudgedPolicy, requirement: Requirement, facts: RequestFacts): Requirement[] {
  const ways = denial.when.conditions.flatMap(
    (condition) => combine(requirement, condition.remedy?.(facts, "false")) ?? [],
  );
  const larger = ways.filter((way) => compareSizes(way, requirement) > 0);
  const [, ...otherMethods] = requirement.authenticate?.methods ?? [];
  // It may be the method that is denied.
  if (otherMethods.length > 0)
    larger.push({ ...requirement, authenticate: { ...requirement.authenticate, methods: otherMethods } });
  return larger;
}

/** The requirement without the methods that are denied, where the first of several is not. */
function withSafeMethods(
  requirement: Requirement,
  accepts: (requirement: Requirement) => boolean,
): Requirement {
  const { authenticate } = requirement;
  if (authenticate?.methods === undefined || authenticate.methods.length < 2) return requirement;
  const using = (methods: readonly string[]): Requirement => ({
    ...requirement,
    authenticate: { ...authenticate, methods },
  });
  const [first, ...others] = authenticate.methods as [string, ...string[]];
  return using([first, ...others.filter((method) => accepts(using([method])))]);
}
