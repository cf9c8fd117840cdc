import type { CompiledPolicy } from "./compiled-policy.js";
import type { Obligation } from "./decision.js";
import { RequestFacts } from "./facts.js";
import { formatInstant } from "./instant.js";
import { type JsonObject, objectOrEmpty, own } from "./request.js";
import { FALSE, TRUE } from "./truth.js";
import { allowApplies, denyApplies, type RelevantPolicies, type Verdict } from "./verdict.js";

/** What the caller would have to do for one allow policy; a part that is undefined is not needed. */
interface Requirement {
  readonly authenticate?: AuthenticationRequirement;
  readonly justify?: true;
}

interface AuthenticationRequirement {
  readonly assuranceAtLeast?: number;
  readonly methods?: readonly string[];
  readonly maxAgeSeconds?: number;
}

const NOTHING_HELPS: readonly Obligation[] = Object.freeze([]);

/**
 * The smallest set of changes in what the caller can change, authentication and justification, that turns a denial
 * into an allow; empty where there is none.
 *
 * Each allow policy that lacks nothing else, together with the deny policies that apply, gives one candidate. It
 * counts only if the changed request is judged to be allowed. Fewer obligations win, then the lower assurance, then
 * fewer demands, then the first id.
 */
export function obligationsFor(
  matches: RelevantPolicies,
  { denial }: Verdict,
  request: JsonObject,
  facts: RequestFacts,
): readonly Obligation[] {
  if (denial?.when.changeable === false) return NOTHING_HELPS;
  const applying = denial === undefined ? [] : matches.denies.filter((policy) => denyApplies(policy, facts));
  let smallest: { readonly requirement: Requirement; readonly allow: CompiledPolicy } | undefined;
  for (const allow of matches.allows) {
    if (denial === undefined && !allow.when.changeable) continue;
    const requirement = requirementOf(allow, applying, facts);
    if (requirement === undefined) continue;
    const order = smallest === undefined ? -1 : compareSizes(requirement, smallest.requirement);
    if (order > 0 || (order === 0 && smallest !== undefined && smallest.allow.rank < allow.rank)) continue;
    const changed = new RequestFacts(fulfil(request, requirement, facts.time));
    if (!allowApplies(allow, changed) || matches.denies.some((policy) => denyApplies(policy, changed)))
      continue;
    smallest = { requirement, allow };
  }
  return smallest === undefined ? NOTHING_HELPS : toObligations(smallest.requirement);
}

function requirementOf(
  allow: CompiledPolicy,
  denies: readonly CompiledPolicy[],
  facts: RequestFacts,
): Requirement | undefined {
  let requirement: Requirement | undefined = {};
  for (const condition of allow.when.conditions) {
    if (condition.evaluate(facts) === TRUE) continue;
    requirement = combine(requirement, condition.remedy?.(facts, "true"));
    if (requirement === undefined) return undefined;
  }
  for (const deny of denies) {
    // One condition that becomes false is enough to stop a denial; the first that can is as good as any.
    const remedy = deny.when.conditions
      .filter((condition) => condition.evaluate(facts) !== FALSE)
      .map((condition) => condition.remedy?.(facts, "false"))
      .find((obligation) => obligation !== undefined);
    requirement = combine(requirement, remedy);
    if (requirement === undefined) return undefined;
  }
  return requirement;
}

/** Both requirements at once, or undefined where one of them cannot be met or they exclude each other. */
function combine(requirement: Requirement, obligation: Obligation | undefined): Requirement | undefined {
  if (obligation === undefined) return undefined;
  if ("justify" in obligation) return { ...requirement, justify: true };
  const { assuranceAtLeast, methods, maxAgeSeconds } = requirement.authenticate ?? {};
  const more = obligation.authenticate;
  const common =
    methods !== undefined && more.methods !== undefined
      ? methods.filter((method) => more.methods?.includes(method))
      : (methods ?? more.methods);
  if (common?.length === 0) return undefined;
  const level = Math.max(assuranceAtLeast ?? -Infinity, more.assuranceAtLeast ?? -Infinity);
  const age = Math.min(maxAgeSeconds ?? Infinity, more.maxAgeSeconds ?? Infinity);
  return {
    ...requirement,
    authenticate: {
      ...(level === -Infinity ? {} : { assuranceAtLeast: level }),
      ...(common === undefined ? {} : { methods: common }),
      ...(age === Infinity ? {} : { maxAgeSeconds: age }),
    },
  };
}

/** The request as it would be after the caller did what is required. */
function fulfil(request: JsonObject, { authenticate, justify }: Requirement, time: number): JsonObject {
  const context = objectOrEmpty(own(request, "context"));
  const authentication = objectOrEmpty(own(context, "authentication"));
  return {
    ...request,
    context: {
      ...context,
      ...(authenticate === undefined ? {} : { authentication: stepUp(authentication, authenticate, time) }),
      ...(justify === undefined ? {} : { justification: "given" }),
    },
  };
}

/** The authentication after a step-up: at least what was asked for, and just now. */
function stepUp(
  before: JsonObject,
  { assuranceAtLeast, methods }: AuthenticationRequirement,
  time: number,
): JsonObject {
  const level = own(before, "assurance");
  const used = own(before, "methods");
  return {
    ...before,
    ...(Number.isNaN(time) ? {} : { at: formatInstant(time) }),
    ...(assuranceAtLeast === undefined
      ? {}
      : { assurance: typeof level === "number" ? Math.max(level, assuranceAtLeast) : assuranceAtLeast }),
    ...(methods === undefined ? {} : { methods: [...(Array.isArray(used) ? used : []), methods[0]] }),
  };
}

/** Negative where `one` asks less of the caller than `other`. */
function compareSizes(one: Requirement, other: Requirement): number {
  return (
    toObligations(one).length - toObligations(other).length ||
    (one.authenticate?.assuranceAtLeast ?? 0) - (other.authenticate?.assuranceAtLeast ?? 0) ||
    Object.keys(one.authenticate ?? {}).length - Object.keys(other.authenticate ?? {}).length
  );
}

function toObligations({ authenticate, justify }: Requirement): readonly Obligation[] {
  return [
    ...(authenticate === undefined ? [] : [{ authenticate }]),
    ...(justify === undefined ? [] : [{ justify }]),
  ];
}
