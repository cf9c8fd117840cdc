import type { JsonObject } from "../../json/values.js";
import { writtenInstant } from "../../time/instant.js";
import { type Decision, REASON_CODES, type ReasonCode } from "../language/decision.js";
import { TRUE } from "../language/truth.js";
import { RequestFacts } from "../request/facts.js";
import { isProblem, readRequest } from "../request/read-request.js";
import type { RequestProblem } from "../request/request.js";
import type { CompiledPolicies } from "./compile.js";
import { evidenceOf } from "./evidence.js";
import type { RelevantPolicies } from "./judged-policy.js";
import { type FoundObligations, obligationsFor } from "./obligations.js";
import { nextChange } from "./valid-until.js";
import { judge, type Verdict } from "./verdict.js";

const NONE: readonly never[] = Object.freeze([]);
const NOT_NEEDED: FoundObligations = Object.freeze({ obligations: NONE, complete: true });

/**
 * Decides one request: the policy engine of NIST SP 800-207 as a pure function.
 *
 * Deny by default, deny overrides. An allow policy applies where all of its conditions are true, a deny policy where
 * none is false, so a fact that is missing never opens anything. The answer depends on nothing but the arguments.
 *
 * @param request an `AccessRequest`; anything else is denied as `invalid_request`. Its properties are read as those
 *   of parsed JSON: no exception is expected from them
 */
export function decide(policies: CompiledPolicies, request: unknown): Decision {
  const read = readRequest(request);
  if (isProblem(read)) return invalidRequest(read);
  return decideAmong(policies.index.lookUp(read), read.body);
}

/** Decides a request among the policies that are about it; who has only all policies wants {@link decide}. */
export function decideAmong(matches: RelevantPolicies, request: JsonObject): Decision {
  const facts = new RequestFacts(request);
  const verdict = judge(matches, facts);
  const { denial, furthest, allowed } = verdict;
  const change = nextChange(matches, facts, verdict);
  const found = allowed ? NOT_NEEDED : obligationsFor(matches, verdict, request, facts);
  return {
    decision: allowed ? "allow" : "deny",
    reason: reasonOf(verdict),
    policy: denial?.id ?? furthest?.id ?? null,
    because: because(verdict, facts),
    obligations: found.obligations,
    ...(found.complete ? {} : { obligationsComplete: false }),
    validUntil: writtenInstant(change),
  };
}

/** The denial of a request that no policy can judge. */
export function invalidRequest(problem: RequestProblem): Decision {
  return {
    decision: "deny",
    reason: "invalid_request",
    policy: null,
    because: [problem],
    obligations: NONE,
    validUntil: null,
  };
}

function reasonOf({ denial, furthest, stage }: Verdict): ReasonCode {
  if (denial !== undefined) return "denied_by_policy";
  return furthest === undefined ? "no_matching_policy" : (REASON_CODES[stage] as ReasonCode);
}

/** Every condition of the policy that denied or allowed; of one that did not get through, the one that stopped it. */
function because({ allowed, denial, furthest }: Verdict, facts: RequestFacts): Decision["because"] {
  if (denial !== undefined) {
    return denial.when.conditions.map((condition) => evidenceOf(condition, facts));
  }
  if (furthest === undefined) return NONE;
  if (allowed) return furthest.when.satisfied;
  const failing = furthest.when.conditions.find((condition) => condition.evaluate(facts) !== TRUE);
  return failing === undefined ? NONE : [evidenceOf(failing, facts)];
}
