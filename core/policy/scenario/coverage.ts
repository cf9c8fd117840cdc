import type { CompiledPolicies } from "../engine/compile.js";
import { type Condition, Conjunction } from "../engine/condition.js";
import type { JudgedPolicy, RelevantPolicies } from "../engine/judged-policy.js";
import { judge } from "../engine/verdict.js";
import { FALSE, type Outcome, outcomeOf, TRUE } from "../language/truth.js";
import { RequestFacts } from "../request/facts.js";
import { isProblem, readRequest } from "../request/read-request.js";

/** How well the cases exercise one condition of one policy, or the policy itself. */
export interface CoverageItem {
  readonly policy: string;
  /** The key of the condition; null for the policy as a whole. */
  readonly condition: string | null;
  /** Outcomes that the cases showed. */
  readonly seen: readonly Outcome[];
  /** Whether in some case the opposite outcome (of a policy: its absence) would have turned allow into deny or back. */
  readonly flipped: boolean;
}

/** What the cases exercise. */
export interface Coverage {
  readonly items: readonly CoverageItem[];
  readonly flipped: number;
  /** Flipped items in percent of all; 100 where there are none. */
  readonly percent: number;
}

interface Tally {
  readonly seen: Set<Outcome>;
  flipped: boolean;
}

/**
 * Which conditions no request flips: a mutation test of the policies.
 *
 * Each condition of each policy that is about a request is given its opposite outcome in turn, and each policy is
 * left out in turn. Where no request's answer changes, the scenarios would not notice if it were wrong.
 */
export function coverageOf(policies: CompiledPolicies, requests: readonly unknown[]): Coverage {
  const tallies = new Map<string, Tally>();
  const keyOf = (policy: JudgedPolicy, condition: Condition | null): string =>
    JSON.stringify([policy.id, condition?.name ?? null]);
  for (const policy of policies.policies) {
    for (const condition of [null, ...policy.when.conditions]) {
      tallies.set(keyOf(policy, condition), { seen: new Set(), flipped: false });
    }
  }
  for (const request of requests) {
    const read = readRequest(request);
    if (isProblem(read)) continue;
    const { allows, denies } = policies.index.lookUp(read);
    const facts = new RequestFacts(read.body);
    const { allowed } = judge({ allows, denies }, facts);
    const changes = (policy: JudgedPolicy, mutant: JudgedPolicy | undefined): boolean =>
      judge(replace({ allows, denies }, policy, mutant), facts).allowed !== allowed;
    for (const policy of [...allows, ...denies]) {
      for (const condition of [null, ...policy.when.conditions]) {
        const tally = tallies.get(keyOf(policy, condition)) as Tally;
        if (condition !== null) tally.seen.add(outcomeOf(condition.evaluate(facts)));
        const mutant = condition === null ? undefined : withOpposite(policy, condition, facts);
        tally.flipped ||= changes(policy, mutant);
      }
    }
  }
  return summarise(policies, tallies, keyOf);
}

function summarise(
  { policies }: CompiledPolicies,
  tallies: ReadonlyMap<string, Tally>,
  keyOf: (policy: JudgedPolicy, condition: Condition | null) => string,
): Coverage {
  const items = policies.flatMap((policy) =>
    [null, ...policy.when.conditions].map((condition): CoverageItem => {
      const { seen, flipped } = tallies.get(keyOf(policy, condition)) as Tally;
      return { policy: policy.id, condition: condition?.name ?? null, seen: [...seen].sort(), flipped };
    }),
  );
  const flipped = items.filter((item) => item.flipped).length;
  return { items, flipped, percent: items.length === 0 ? 100 : (flipped / items.length) * 100 };
}

/** The policy with one condition that has the opposite of its outcome; unknown becomes what it does not stand for. */
function withOpposite(policy: JudgedPolicy, condition: Condition, facts: RequestFacts): JudgedPolicy {
  const truth = condition.evaluate(facts);
  const holds = policy.effect === "deny" ? truth !== FALSE : truth === TRUE;
  const opposite = Object.assign(Object.create(condition) as Condition, {
    evaluate: () => (holds ? FALSE : TRUE),
  });
  const conditions = policy.when.conditions.map((other) => (other === condition ? opposite : other));
  const { id, rank, effect } = policy;
  return { id, rank, effect, when: new Conjunction(conditions) };
}

function replace(
  { allows, denies }: RelevantPolicies,
  policy: JudgedPolicy,
  mutant: JudgedPolicy | undefined,
): RelevantPolicies {
  const swap = (policies: readonly JudgedPolicy[]): JudgedPolicy[] =>
    policies.flatMap((other) => (other === policy ? (mutant ?? []) : other));
  return { allows: swap(allows), denies: swap(denies) };
}
