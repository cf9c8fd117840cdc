import { quote } from "../../core/errors.js";
import type { AccessPolicy } from "../../core/policy/language/policy.js";
import type { PolicyEngineProblem } from "./error-codes.js";

/** How long API Gateway may reuse an answer of the authorizer, and for which requests. */
export interface AuthorizerCache {
  /**
   * From 1 to 300. For so long a revocation of token, session or device, the end of a token, and a denial that a row of
   * the subject's adds do not count.
   */
  readonly ttlSeconds: number;
  /**
   * Requests that agree in all of these share an answer.
   *
   * HTTP APIs: "$request.header.Authorization", "$context.routeKey", "$context.httpMethod", "$context.path",
   * "$context.domainName", "$context.identity.sourceIp".
   * REST APIs: "method.request.header.Authorization", "context.httpMethod", "context.path",
   * "context.domainName", "context.identity.sourceIp".
   */
  readonly identitySources: readonly string[];
  /** Why revocations may count so late. */
  readonly reason: string;
}

/** What the safety of a cache depends on. */
export interface CacheScope {
  readonly kind: "http" | "rest";
  readonly policies: readonly AccessPolicy[];
  /** Whether action or resource of a request depend on more than on its route. */
  readonly dependsOnPath: boolean;
  /** Number of mappings of domain names to the API: behind two of them a path may be two resources. */
  readonly mappings: number;
  /** Whether rows of the registry, or grants, may allow: what they allowed would be allowed after they are gone. */
  readonly rowsMayAllow: boolean;
}

/** Beyond five minutes nobody would call a revocation one. */
const LONGEST_TTL = 300;
const HEADER = { http: "$request.header.", rest: "method.request.header." } as const;
const CONTEXT = { http: "$context.", rest: "context." } as const;

/**
 * Why a cache of answers is unsafe; nothing where it is not.
 *
 * API Gateway reuses an answer for all requests with the same identity sources, on every route, until the TTL is over,
 * and the answer cannot say for how long it is true (Amazon API Gateway Developer Guide, "Control access to HTTP APIs
 * with AWS Lambda authorizers"). So whatever an answer depends on must be an identity source, and what none can be must
 * not be asked by any policy.
 */
export function cacheProblems(
  cache: AuthorizerCache | undefined,
  scope: CacheScope,
  where: string,
): PolicyEngineProblem[] {
  if (cache === undefined) return [];
  const { ttlSeconds } = cache;
  const sources = cache.identitySources.map((source) => source.toLowerCase());
  const problems: PolicyEngineProblem[] = [];
  const refuse = (summary: string, got: string, allowed: string, fix: string): void => {
    problems.push({ code: "CORDON_PROTECT_CACHE_UNSAFE", summary, got, allowed, fix, where });
  };
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1 || ttlSeconds > LONGEST_TTL) {
    refuse(
      "an answer would live for too long, or for no time",
      quote(ttlSeconds),
      `a whole number from 1 to ${LONGEST_TTL}`,
      "correct ttlSeconds",
    );
  }
  if (cache.reason.trim() === "") {
    refuse(
      "revocations would count late without a reason",
      quote(cache.reason),
      "a reason",
      "say why it may be so",
    );
  }
  for (const { source, why } of neededSources(scope)) {
    if (sources.includes(source.toLowerCase())) continue;
    refuse(
      why,
      quote(cache.identitySources),
      `identity sources with ${source}`,
      `add ${source}, or leave the cache out`,
    );
  }
  if (scope.rowsMayAllow === true) {
    refuse(
      "an answer from the cache would outlive the row or the grant that allowed it",
      "rows of the subject table, or grants of an access broker, that allow",
      "rows that only deny and no `access`, or no cache",
      "leave the cache out",
    );
  }
  for (const { policy, condition, why } of outlived(scope.policies)) {
    refuse(
      `an answer from the cache would outlive ${why}`,
      `condition ${condition} of policy ${quote(policy)}`,
      "policies without it, or no cache",
      "leave the cache out",
    );
  }
  return problems;
}

function neededSources({
  kind,
  policies,
  dependsOnPath,
  mappings,
}: CacheScope): { source: string; why: string }[] {
  const header = HEADER[kind];
  const context = CONTEXT[kind];
  const asks = (condition: "network" | "justified") =>
    policies.some(({ when }) => when?.[condition] !== undefined);
  return [
    { source: `${header}Authorization`, why: "callers with different tokens would share an answer" },
    ...(kind === "http" ? [{ source: `${context}routeKey`, why: "routes would share an answer" }] : []),
    ...(dependsOnPath
      ? [
          {
            source: `${context}httpMethod`,
            why: "methods, of which a route takes several, would share an answer",
          },
          { source: `${context}path`, why: "paths, which name different resources, would share an answer" },
        ]
      : []),
    ...(mappings > 1
      ? [
          {
            source: `${context}domainName`,
            why: "domain names, which map one path to different resources, would share an answer",
          },
        ]
      : []),
    ...(asks("network")
      ? [
          {
            source: `${context}identity.sourceIp`,
            why: "addresses, which a policy asks for, would share an answer",
          },
        ]
      : []),
    ...(asks("justified")
      ? [
          {
            source: `${header}x-access-justification`,
            why: "a request without a justification would share the answer to one with",
          },
        ]
      : []),
  ];
}

function outlived(policies: readonly AccessPolicy[]): { policy: string; condition: string; why: string }[] {
  return policies.flatMap(({ id, notBefore, expiresAt, when = {} }) => {
    const found: [condition: string, isAsked: boolean, why: string][] = [
      ["notBefore", notBefore !== undefined, "a condition on time"],
      ["expiresAt", expiresAt !== undefined, "a condition on time"],
      ["time", when.time !== undefined, "a condition on time"],
      ["location", when.location !== undefined, "a condition on the place, which no identity source holds"],
      ["device", when.device !== undefined, "a condition on the device, whose posture ages"],
      [
        "authentication/maxAgeSeconds",
        when.authentication?.maxAgeSeconds !== undefined,
        "a condition on time",
      ],
      ["risk", when.risk !== undefined, "a condition on the risk"],
      [
        "attributes",
        when.attributes?.some(({ path }) => path.startsWith("context.")) === true,
        "a condition on the context",
      ],
    ];
    return found.flatMap(([condition, isAsked, why]) => (isAsked ? [{ policy: id, condition, why }] : []));
  });
}
