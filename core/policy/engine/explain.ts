import type { ConditionEvidence, Decision } from "../language/decision.js";
import { matchesAny } from "../language/pattern.js";
import type { Effect } from "../language/policy.js";
import { type Outcome, outcomeOf } from "../language/truth.js";
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
  /** The policies about the request, by id. */
  readonly about: readonly PolicyExplanation[];
  /** All others, by id. */
  readonly others: readonly PolicyExplanation[];
  /** Deny policies that have to stop applying before anything can be allowed. */
  readonly deniedBy: readonly string[];
}

/** Explains a decision: every policy, which condition was true, false or unknown, and what would have allowed it. */
export function explain(policies: CompiledPolicies, request: unknown): Explanation {
  const decision = decide(policies, request);
  const read = readRequest(request);
  if (isProblem(read)) return { decision, about: [], others: [], deniedBy: [] };
  const facts = new RequestFacts(read.body);
  const about = policies.index.all(read);
  const found = new Set(about);
  const explanations = about.map((policy) => explainRelevant(policy, read, facts));
  return {
    decision,
    about: explanations,
    others: policies.policies
      .filter((policy) => !found.has(policy))
      .map((policy) => ({ ...standing(policy, read), applies: false, conditions: [], wouldAllowIf: [] })),
    deniedBy: explanations
      .filter(({ applies, effect }) => applies && effect === "deny")
      .map(({ policy }) => policy),
  };
}

function explainRelevant(
  policy: CompiledPolicy,
  request: ReadRequest,
  facts: RequestFacts,
): PolicyExplanation {
  const isDeny = policy.effect === "deny";
  const conditions = policy.when.conditions.map((condition) => evidenceOf(condition, facts));
  return {
    ...standing(policy, request),
    applies: isDeny ? denyApplies(policy, facts) : allowApplies(policy, facts),
    conditions,
    wouldAllowIf: isDeny ? [] : conditions.filter(({ outcome }) => outcome !== "true"),
  };
}

/** Which of subject, action and resource are those of the policy. */
function standing(
  { id, effect, subjects, actions, resources }: CompiledPolicy,
  { subject, action, resource }: ReadRequest,
): Pick<PolicyExplanation, "policy" | "effect" | "about"> {
  return {
    policy: id,
    effect,
    about: {
      subject: outcomeOf(matchSubject(subjects, subject)),
      action: matchesAny(actions, action),
      resource: matchesAny(resources, resource),
    },
  };
}
