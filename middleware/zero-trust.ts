import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { remoteKeySet } from "../adapters/http/key-set.js";
import { given } from "../core/options/given.js";
import { answerRequest } from "../services/policy-engine/answer-request.js";
import { decideAccess } from "../services/policy-engine/decide-access.js";
import type { PolicyEnginePorts } from "../services/policy-engine/ports.js";
import { verified } from "../services/policy-engine/reasons.js";
import type { RecordedAnswer } from "../services/policy-engine/record-answer.js";
import { runWithDeadline } from "../services/policy-engine/run-with-deadline.js";
import type { PolicyEngineSettings } from "../services/policy-engine/settings.js";
import { checkOptions } from "./check-options.js";
import type { ZeroTrustOptions } from "./options.js";
import { compiledPolicies } from "./policy-set.js";
import { present } from "./present.js";
import { remoteDecision } from "./remote-decision.js";
import { fail, isAnswered, refuse } from "./respond.js";
import { sinksOf } from "./sinks.js";

/**
 * A middleware of connect-style servers: node:http, Express, and Fastify with @fastify/middie or @fastify/express.
 *
 * Register it without a path, before every route: what a server takes for a path of its own (letter case, encodings,
 * slashes) is not what its router takes, and a request that passes by the middleware is not decided on.
 */
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const DEFAULT_ASSURANCE_LEVELS = { aal1: 1, aal2: 2, aal3: 3 };
const DEFAULT_ALGORITHMS = ["RS256", "ES256"];
const DEFAULT_CLOCK_TOLERANCE_SECONDS = 5;
const DEFAULT_POSTURE_MAXIMUM_AGE_SECONDS = 86_400;
const DEFAULT_DEADLINE_MILLISECONDS = 3000;

const answers = new WeakMap<IncomingMessage, RecordedAnswer>();

/** The decision that let a request through: who asks, why it was allowed, and until when. */
export function accessOf(request: IncomingMessage): RecordedAnswer | undefined {
  return answers.get(request);
}

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
  const decide = (request: IncomingMessage) =>
    runWithDeadline(deadline, Infinity, (signal) =>
      answerRequest(presented(request), settings, ports, signal),
    );
  const presented = (request: IncomingMessage) => {
    try {
      return present(request, options);
    } catch (defect) {
      ports.report(defect);
      return undefined;
    }
  };
  return (request, response, next) => {
    decide(request)
      .catch((defect: unknown) => {
        // A log that cannot be written: without a record there is no access.
        ports.report(defect);
        return undefined;
      })
      .then(async (answer) => {
        if (answer?.allowed !== true) {
          refuse(answer, response, settings.assuranceLevels);
        } else if (!isAnswered(response)) {
          // Where a timeout of the server's was faster, whatever handles the request could only break.
          answers.set(request, answer);
          await next();
        }
      })
      // A rejection that nobody takes would end the process, for any stranger.
      .catch((defect: unknown) => {
        ports.report(defect);
        fail(response);
      });
  };
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
