import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { remoteKeySet } from "../adapters/http/key-set.js";
import { given } from "../core/options/given.js";
import { decideAccess } from "../services/policy-engine/decide-access.js";
import type { PolicyEnginePorts } from "../services/policy-engine/ports.js";
import { verified } from "../services/policy-engine/reasons.js";
import type { PolicyEngineSettings } from "../services/policy-engine/settings.js";
import { checkOptions } from "./check-options.js";
import { enforcing, type Middleware } from "./enforce.js";
import type { ZeroTrustOptions } from "./options.js";
import { compiledPolicies } from "./policy-set.js";
import { present } from "./present.js";
import { remoteDecision } from "./remote-decision.js";
import { sinksOf } from "./sinks.js";

const DEFAULT_ASSURANCE_LEVELS = { aal1: 1, aal2: 2, aal3: 3 };
const DEFAULT_ALGORITHMS = ["RS256", "ES256"];
const DEFAULT_CLOCK_TOLERANCE_SECONDS = 5;
const DEFAULT_POSTURE_MAXIMUM_AGE_SECONDS = 86_400;
const DEFAULT_DEADLINE_MILLISECONDS = 3000;

/**
 * Verifies the token of every request and decides by the access policies, here or at a remote policy decision point.
 *
 * What is allowed goes on to `next`, and {@link accessOf} says who it is. What is denied is answered here: 401 with a
 * challenge where authenticating would help, else 403, as problem details (RFC 9457) with `reason`, `eventId` and
 * `obligations`. Each decision is one access-log record. It never throws for a request, and where something else has
 * answered already it leaves the response alone.
 *
 * @throws CordonError CORDON_MIDDLEWARE_OPTION_INVALID for options that cannot be used, and for policies what
 * `cordon policy check` says
 */
export function zeroTrust(options: ZeroTrustOptions): Middleware {
  checkOptions(options);
  const settings = settingsOf(options);
  const ports = portsOf(options);
  const deadline = options.deadlineMilliseconds ?? DEFAULT_DEADLINE_MILLISECONDS;
  const presented = (request: IncomingMessage) => present(request, options);
  return enforcing({ settings, ports, deadline, present: presented });
}

function settingsOf(options: ZeroTrustOptions): PolicyEngineSettings {
  const { token, claims, trustedOrigin } = options;
  const type = token.type ?? "at+jwt";
  return {
    token: {
      issuer: token.issuer,
      audience: typeof token.audience === "string" ? [token.audience] : token.audience,
      algorithms: token.algorithms ?? DEFAULT_ALGORITHMS,
      type: type === "any" ? undefined : type,
      requiredClaims: token.requiredClaims ?? [],
      clockToleranceSeconds: token.clockToleranceSeconds ?? DEFAULT_CLOCK_TOLERANCE_SECONDS,
      maximumAgeSeconds: token.maximumAgeSeconds,
    },
    claims: { groups: "groups", session: "sid", ...given(claims) },
    assuranceLevels: options.assuranceLevels ?? DEFAULT_ASSURANCE_LEVELS,
    trustedOrigin,
    routes: {},
  };
}

function portsOf(options: ZeroTrustOptions): PolicyEnginePorts {
  return {
    now: Date.now,
    newEventId: randomUUID,
    keys: remoteKeySet(options.token.keySetUrl),
    decide: decisionOf(options),
    ...sinksOf(options),
  };
}

function decisionOf(options: ZeroTrustOptions) {
  const { evaluation, policies, registry, postureMaximumAgeSeconds, subjectPolicies, target } = options;
  if (evaluation !== undefined) return remoteDecision(evaluation);
  const compiled = compiledPolicies(policies ?? [], target !== undefined);
  const sources = {
    registry: registry ?? (async () => verified({ sessionRevoked: false })),
    policies: async () => verified(compiled),
  };
  return decideAccess(
    sources,
    postureMaximumAgeSeconds ?? DEFAULT_POSTURE_MAXIMUM_AGE_SECONDS,
    subjectPolicies === true,
  );
}
