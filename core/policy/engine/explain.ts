import type { ConditionEvidence, Decision } from "../language/decision.js";
import { matchesAny } from "../language/pattern.js";
import type { Effect } from "../language/policy.js";
import { type Outcome, outcomeOf, TRUE, UNKNOWN } from "../language/truth.js";
import { RequestFacts } from "../request/facts.js";
import { isProblem, type ReadRequest, readRequest } from "../request/read-request.js";
import type { CompiledPolicies } from "./compile.js";
import type { CompiledPolicy } from "./compiled-policy.js";
import { decide } from "./decide.js";
import { evidenceOf } from "./evidence.js";
import { matchSubject } from "./subject-pattern.js";
import { allowApplies, denyApplies } from "./verdict.js";

/** How one policy stands to one request. */
export interface PolicyExplanation {
  readonly policy: string;
  readonly effect: Effect;
  /** Whether subject, action and resource are those of the policy; membership in unreadable groups is unknown. */
  readonly about: { readonly subject: Outcome; readonly action: boolean; readonly resource: boolean };
  /** Whether the policy takes part in the decision: an allow that allows, a deny that denies. */
  readonly applies: boolean;
  /** Every condition with its outcome; empty for a policy that is not about the request. */
  readonly conditions: readonly ConditionEvidence[];
  /** For an allow policy about the request that does not allow: the conditions that would have to become true. */
  readonly wouldAllowIf: readonly ConditionEvidence[];
}

/** One decision and how every policy stands to the request. */
export interface Explanation {
  readonly decision: Decision;
  /** Those about the request first, then by id. */
  readonly policies: readonly PolicyExplanation[];
  /** Deny policies that have to stop applying before anything can be allowed. */
  readonly deniedBy: readonly string[];
}

/** Explains a decision: every policy, which condition was true, false or unknown, and what would have allowed it. */
export function explain(policies: CompiledPolicies, request: unknown): Explanation {
  const decision = decide(policies, request);
  const read = readRequest(request);
  if (isProblem(read)) return { decision, policies: [], deniedBy: [] };
  const facts = new RequestFacts(read.body);
  const explanations = policies.policies.map((policy) => explainPolicy(policy, read, facts));
  const isAbout = ({ about, effect }: PolicyExplanation): boolean =>
    about.action && about.resource && concerned(about.subject, effect);
  return {
    decision,
    policies: [
      ...explanations.filter(isAbout),
      ...explanations.filter((explanation) => !isAbout(explanation)),
    ],
    deniedBy: explanations
      .filter(({ applies, effect }) => applies && effect === "deny")
      .map(({ policy }) => policy),
  };
}

function concerned(subject: Outcome, effect: Effect): boolean {
  return subject === "true" || (subject === "unknown" && effect === "deny");
}

function explainPolicy(policy: CompiledPolicy, request: ReadRequest, facts: RequestFacts): PolicyExplanation {
  const { id, effect, when } = policy;
  const subject = matchSubject(policy.subjects, request.subject);
  const about = {
    subject: outcomeOf(subject),
    action: matchesAny(policy.actions, request.action),
    resource: matchesAny(policy.resources, request.resource),
  };
  const isAbout =
    about.action && about.resource && (subject === TRUE || (subject === UNKNOWN && effect === "deny"));
  if (!isAbout) return { policy: id, effect, about, applies: false, conditions: [], wouldAllowIf: [] };
  const conditions = when.conditions.map((condition) => evidenceOf(condition, facts));
  return {
    policy: id,
    effect,
    about,
    applies: effect === "deny" ? denyApplies(policy, facts) : allowApplies(policy, facts),
    conditions,
    wouldAllowIf: effect === "deny" ? [] : conditions.filter(({ outcome }) => outcome !== "true"),
  };
}
