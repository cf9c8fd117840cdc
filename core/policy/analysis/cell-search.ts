import type { Condition } from "../engine/condition.js";
import { FALSE, TRUE } from "../language/truth.js";
import { RequestFacts } from "../request/facts.js";
import { type Choices, draftRequest, membership, type Scope, TIME } from "./draft-request.js";
import type { FactAtoms } from "./fact-atoms.js";
import { isChanged, type Participant } from "./participant.js";
import type { TimeAtom } from "./time-atoms.js";

/** A policy whose action and resource fit, and the groups through which its subject may. */
export interface Candidate extends Participant {
  /** Undefined where the subject fits whatever its groups. */
  readonly groups: readonly string[] | undefined;
}

/** Steps that the whole comparison may still take. */
export interface Budget {
  left: number;
}

/** What the choices so far make of a policy: it applies, it does not, or it depends on the rest. */
type Standing = "applies" | "dead" | "open";

/** The values that a variable can take. */
type Domains = ReadonlyMap<string, readonly unknown[]>;

/**
 * Finds the choices for which two sets of policies answer differently, by splitting one fact after the other into
 * its atoms and leaving out every branch in which the answers are settled and equal.
 */
export class CellSearch {
  readonly #scope: Scope;
  readonly #candidates: readonly Candidate[];
  readonly #domains: Domains;
  /** The variables that decide each condition. */
  readonly #variables: ReadonlyMap<Condition, readonly string[]>;
  readonly #budget: Budget;
  readonly #onDifference: (request: Record<string, unknown>) => void;

  constructor(
    scope: Scope,
    candidates: readonly Candidate[],
    atoms: { readonly facts: readonly FactAtoms[]; readonly time: readonly TimeAtom[] },
    budget: Budget,
    onDifference: (request: Record<string, unknown>) => void,
  ) {
    this.#scope = scope;
    this.#candidates = candidates;
    this.#budget = budget;
    this.#onDifference = onDifference;
    const domains = new Map<string, readonly unknown[]>([
      ...candidates.flatMap(({ groups = [] }) =>
        groups.map((group) => [membership(group), [false, true]] as const),
      ),
      [TIME, atoms.time],
      ...atoms.facts.map(({ path, values }) => [path, values] as const),
    ]);
    this.#domains = domains;
    const conditions = candidates.flatMap(({ policy }) => policy.when.conditions);
    this.#variables = new Map(
      conditions.map((condition) => [
        condition,
        variablesOf(condition).filter((variable) => domains.has(variable)),
      ]),
    );
  }

  /** Searches the whole part of the request space. */
  run(): void {
    this.#search(new Map());
  }

  #search(choices: Choices): void {
    if (this.#budget.left <= 0) return;
    this.#budget.left -= 1;
    const request = draftRequest(this.#scope, choices);
    const facts = new RequestFacts(request);
    const standings = this.#candidates.map((candidate) => this.#standing(candidate, choices, facts));
    const before = this.#answer(standings, ({ inOld }) => inOld);
    const after = this.#answer(standings, ({ inNew }) => inNew);
    if (before !== "open" && after !== "open") {
      if (before !== after) this.#onDifference(request);
      return;
    }
    const isLive = (_: Candidate, index: number): boolean => standings[index] !== "dead";
    const live = this.#candidates.filter(isLive);
    const changed = live.filter(isChanged);
    if (changed.length === 0) return;
    const variable = this.#nextVariable([...changed, ...live], choices);
    if (variable === undefined) return;
    for (const value of this.#domains.get(variable) ?? [])
      this.#search(new Map([...choices, [variable, value]]));
  }

  #answer(standings: readonly Standing[], has: (candidate: Candidate) => boolean): "allow" | "deny" | "open" {
    let allow: Standing = "dead";
    let deny: Standing = "dead";
    for (const [index, candidate] of this.#candidates.entries()) {
      if (!has(candidate)) continue;
      const standing = standings[index] as Standing;
      if (candidate.policy.effect === "deny") deny = stronger(deny, standing);
      else allow = stronger(allow, standing);
    }
    if (deny === "applies" || allow === "dead") return "deny";
    return deny === "dead" && allow === "applies" ? "allow" : "open";
  }

  #standing({ policy, groups }: Candidate, choices: Choices, facts: RequestFacts): Standing {
    let open = false;
    if (groups !== undefined) {
      const member = groups.some((group) => choices.get(membership(group)) === true);
      if (!member && groups.every((group) => choices.get(membership(group)) === false)) return "dead";
      open = !member;
    }
    for (const condition of policy.when.conditions) {
      if (!(this.#variables.get(condition) ?? []).every((variable) => choices.has(variable))) {
        open = true;
        continue;
      }
      const truth = condition.evaluate(facts);
      if (truth === FALSE || (truth !== TRUE && policy.effect === "allow")) return "dead";
    }
    return open ? "open" : "applies";
  }

  /** The first variable without a value on which one of the policies depends. */
  #nextVariable(candidates: readonly Candidate[], choices: Choices): string | undefined {
    for (const { policy, groups = [] } of candidates) {
      const ofConditions = policy.when.conditions.flatMap(
        (condition) => this.#variables.get(condition) ?? [],
      );
      const next = [...groups.map(membership), ...ofConditions].find((variable) => !choices.has(variable));
      if (next !== undefined) return next;
    }
    return undefined;
  }
}

function stronger(one: Standing, other: Standing): Standing {
  if (one === "applies" || other === "applies") return "applies";
  return one === "open" || other === "open" ? "open" : "dead";
}

/** The variables that decide a condition. */
function variablesOf({ facts }: Condition): string[] {
  return facts.map(({ path }) =>
    path === "context.time" || path === "context.authentication.at" ? TIME : path,
  );
}
