import {
  DECISION_ENVIRONMENT,
  HEADER_NAME_IN_ANY_CASE,
  POLICY_ENGINE,
  SECRET_HASH,
  TOKEN_ALGORITHM,
  TOKEN_TYPE,
} from "../core/contracts/policy-engine.js";
import { FETCHED_URL, TEXT, type VariableKind, wholeNumber } from "../core/contracts/variable.js";
import { CordonError, type Problem } from "../core/errors.js";
import { optionProblems } from "../core/options/check-options.js";
import {
  either,
  FLAG,
  FUNCTION,
  listOf,
  number,
  recordOf,
  secret,
  text,
  value,
} from "../core/options/kinds.js";
import { optional } from "../core/options/option-kind.js";
import { options } from "../core/options/shape.js";
import type { ClaimNames, TrustedOrigin } from "../services/policy-engine/settings.js";
import type { MiddlewareErrorCode } from "./error-codes.js";
import type { RemoteEvaluation, TokenOptions, ZeroTrustOptions } from "./options.js";

const CODE = "CORDON_MIDDLEWARE_OPTION_INVALID" satisfies MiddlewareErrorCode;

const { environment } = POLICY_ENGINE;
/** A deadline after which no caller waits any more; and a timer of Node's ends at once above 2^31 ms. */
const LONGEST_DEADLINE = 60_000;

const claim = (name: string): VariableKind<string> => ({ ...TEXT, allowed: `the ${name} claim` });
const TEXT_OPTION = optional(text(TEXT));
const FUNCTION_OPTION = optional(FUNCTION);

/** The kinds are those of the policy engine's function where both have the option. */
const KIND = options<ZeroTrustOptions>({
  token: options<TokenOptions>({
    issuer: text(claim("iss")),
    audience: either(text(claim("aud")), listOf(text(claim("aud")), { atLeast: 1 })),
    keySetUrl: text(FETCHED_URL),
    algorithms: optional(listOf(text(TOKEN_ALGORITHM), { atLeast: 1 })),
    type: optional(text(TOKEN_TYPE)),
    requiredClaims: optional(listOf(text(TEXT))),
    clockToleranceSeconds: optional(number(environment.clockToleranceSeconds.kind)),
    maximumAgeSeconds: optional(number(environment.tokenMaximumAgeSeconds.kind)),
  }),
  policies: optional(
    either(text({ ...TEXT, allowed: "a path" }), value("a list of access policies", Array.isArray)),
  ),
  evaluation: optional(
    options<RemoteEvaluation>({
      url: text(FETCHED_URL),
      fetch: FUNCTION_OPTION,
      headers: FUNCTION_OPTION,
    }),
  ),
  registry: FUNCTION_OPTION,
  target: FUNCTION_OPTION,
  claims: optional(
    options<Partial<ClaimNames>>({
      groups: TEXT_OPTION,
      session: TEXT_OPTION,
      device: TEXT_OPTION,
      peerGroup: TEXT_OPTION,
    }),
  ),
  assuranceLevels: optional(recordOf(number(wholeNumber(1, 3)))),
  subjectPolicies: optional(FLAG),
  postureMaximumAgeSeconds: optional(number(DECISION_ENVIRONMENT.postureMaximumAgeSeconds.kind)),
  trustedOrigin: optional(
    options<TrustedOrigin>({
      header: text(HEADER_NAME_IN_ANY_CASE),
      secretHashes: listOf(secret(text(SECRET_HASH)), { atLeast: 1 }),
    }),
  ),
  sourceIp: FUNCTION_OPTION,
  deadlineMilliseconds: optional(number(wholeNumber(1, LONGEST_DEADLINE))),
  log: FUNCTION_OPTION,
  report: FUNCTION_OPTION,
});

/** What a remote policy decision point never sees. */
const LOCAL_ONLY = ["registry", "postureMaximumAgeSeconds"] as const;

/** @throws CordonError CORDON_MIDDLEWARE_OPTION_INVALID, every problem at once */
export function checkOptions(given: ZeroTrustOptions): void {
  const where = (at: string) => (at === "" ? "options" : `options.${at}`);
  const problems = optionProblems(given, { subject: "zeroTrust", code: CODE, kind: KIND, where });
  // What fits together is a question only where each option is what it must be.
  const all = problems.length > 0 ? problems : togetherProblems(given);
  if (all.length > 0) throw new CordonError(all);
}

function togetherProblems(given: ZeroTrustOptions): Problem[] {
  const { policies, evaluation } = given;
  if ((policies === undefined) === (evaluation === undefined)) {
    return [
      {
        code: CODE,
        summary: "zeroTrust decides here or at a remote policy decision point",
        got: policies === undefined ? "neither policies nor evaluation" : "policies and evaluation",
        allowed: "either policies or evaluation",
        fix: policies === undefined ? "give one of the two" : "leave one of the two out",
        where: "options.policies",
      },
    ];
  }
  if (evaluation === undefined) return [];
  return LOCAL_ONLY.filter((name) => given[name] !== undefined).map((name) => ({
    code: CODE,
    summary: `zeroTrust has no use for ${name} where a remote policy decision point decides`,
    got: name,
    allowed: `${name} with policies`,
    fix: "leave it out, and tell the policy decision point",
    where: `options.${name}`,
  }));
}
