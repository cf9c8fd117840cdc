import type { JsonObject } from "../../json/values.js";
import type { Obligation } from "../language/decision.js";
import { TRUE } from "../language/truth.js";
import { RequestFacts } from "../request/facts.js";
import type { JudgedPolicy, RelevantPolicies } from "./judged-policy.js";
import { combine, compareSizes, fulfil, type Requirement, toObligations } from "./requirement.js";
import { allowApplies, denyApplies, firstDenial, type Verdict } from "./verdict.js";

/** A requirement that turns the denial into an allow, and the policy that then allows. */
interface Solution {
  readonly requirement: Requirement;
  readonly allow: JudgedPolicy;
}

const NOTHING_HELPS: readonly Obligation[] = Object.freeze([]);
const NOTHING: Requirement = Object.freeze({});
/** Most requirements that are tried for one allow policy; a denial that takes more of them is not worth the time. */
const MOST_TRIALS = 64;

/**
 * The smallest set of changes in what the caller can change, authentication and justification, that turns a denial
 * into an allow; empty where there is none.
 *
 * For each allow policy what it lacks itself is fulfilled first, then each way to stop a deny policy that still
 * applies is tried. A requirement counts only if the changed request is judged to be allowed. Fewer obligations win,
 * then the lower assurance, then fewer demands, then the first id.
 */
export function obligationsFor(
  { allows, denies }: RelevantPolicies,
  { denial }: Verdict,
  request: JsonObject,
  facts: RequestFacts,
): readonly Obligation[] {
  if (denial?.when.changeable === false) return NOTHING_HELPS;
  if (denial !== undefined && denies.some((policy) => !policy.when.changeable && denyApplies(policy, facts)))
    return NOTHING_HELPS;
  let smallest: Solution | undefined;
  for (const allow of allows) {
    if (denial === undefined && !allow.when.changeable) continue;
    smallest = smallestFor(allow, denies, request, facts, smallest);
  }
  return smallest === undefined ? NOTHING_HELPS : toObligations(smallest.requirement);
}

/** The smallest requirement by which this policy allows, or the one known before where that is smaller. */
function smallestFor(
  allow: JudgedPolicy,
  denies: readonly JudgedPolicy[],
  request: JsonObject,
  facts: RequestFacts,
  known: Solution | undefined,
): Solution | undefined {
  const accepts = (requirement: Requirement): boolean => {
    const changed = new RequestFacts(fulfil(request, requirement, facts.time));
    return allowApplies(allow, changed) && firstDenial(denies, changed) === undefined;
  };
  let smallest = known;
  const untried = [NOTHING];
  for (let trial = 0; trial < MOST_TRIALS; trial += 1) {
    const requirement = untried.pop();
    if (requirement === undefined) break;
    // A requirement only grows, so what is not smaller now never will be.
    if (smallest !== undefined && !isBetter({ requirement, allow }, smallest)) continue;
    const changed =
      requirement === NOTHING ? facts : new RequestFacts(fulfil(request, requirement, facts.time));
    const needed = ownRequirement(allow, requirement, changed);
    if (needed !== requirement) {
      if (needed !== undefined && compareSizes(needed, requirement) > 0) untried.push(needed);
      continue;
    }
    const denial = firstDenial(denies, changed);
    if (denial === undefined) smallest = { requirement: withSafeMethods(requirement, accepts), allow };
    else untried.push(...waysToStop(denial, requirement, changed).reverse());
  }
  return smallest;
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
