import { isIP } from "node:net";
import { belongsTo, isLocalHost, RELYING_PARTY_ID } from "../../core/contracts/authenticator.js";
import { quote } from "../../core/errors.js";
import { isPublicSuffix } from "../../core/identity/public-suffix.js";
import type { AuthenticatorProps } from "./authenticator-props.js";
import type { AuthenticatorProblem } from "./error-codes.js";

type Place = Pick<
  AuthenticatorProps,
  "cookieDomain" | "domain" | "environment" | "hostedZoneId" | "certificateArn" | "origins" | "relyingParty"
>;

/** Where the authenticator is, and whose pages are its own: everything that no passkey, browser or cookie would do with. */
export function placeProblems(place: Place, where: string): AuthenticatorProblem[] {
  const isDevelopment = place.environment === "development";
  const { id } = place.relyingParty;
  const relyingParty = relyingPartyProblem(id, isDevelopment, where);
  return [
    ...domainProblems(place, isDevelopment, where),
    ...cookieProblem(place.cookieDomain, where),
    ...(relyingParty === undefined
      ? originsOf(place).flatMap((origin) => originProblems(origin, id, isDevelopment, where))
      : [relyingParty]),
    ...repeated(originsOf(place), where),
  ];
}

/** The origins of its pages; the first one is the issuer. */
export function originsOf({ domain, origins = [] }: Pick<Place, "domain" | "origins">): string[] {
  return domain === undefined ? [...origins] : [`https://${domain}`, ...origins];
}

function domainProblems(place: Place, isDevelopment: boolean, where: string): AuthenticatorProblem[] {
  const { domain, origins = [] } = place;
  if (domain !== undefined) return [];
  const problems: AuthenticatorProblem[] = (["certificateArn", "hostedZoneId"] as const)
    .filter((name) => place[name] !== undefined)
    .map((name) => ({
      code: "CORDON_AUTHENTICATOR_SETTING_REFUSED",
      summary: `${name} has no effect without a domain`,
      got: name,
      allowed: `${name} beside domain`,
      fix: `name the domain, or delete ${name}`,
      where,
    }));
  if (!isDevelopment || origins.length === 0) {
    problems.push({
      code: "CORDON_AUTHENTICATOR_DOMAIN_MISSING",
      summary: isDevelopment
        ? "the authenticator has neither a domain nor an origin, so its tokens would have no issuer"
        : "the authenticator has no domain, so whoever deploys it anew changes its address, and passkeys and tokens with it",
      got: "no domain",
      allowed:
        'a host name such as "login.example.com"; in development an origin such as "http://localhost:8787" will do',
      fix: isDevelopment ? "set origins" : 'set domain, or environment: "development"',
      where,
    });
  }
  return problems;
}

/** Web Authentication Level 3 section 5.1.2: the domain of an origin, or one above it that somebody owns. */
function relyingPartyProblem(
  id: string,
  isDevelopment: boolean,
  where: string,
): AuthenticatorProblem | undefined {
  const problem = (summary: string, fix: string): AuthenticatorProblem => ({
    code: "CORDON_AUTHENTICATOR_RELYING_PARTY",
    summary,
    got: quote(id),
    allowed: `${RELYING_PARTY_ID.allowed}, that you own`,
    fix,
    where,
  });
  const named = 'write relyingParty: { id: "example.com" }';
  if (isIP(id.replace(/^\[|\]$/gu, "")) !== 0)
    return problem("passkeys are for domains, and this is an address", named);
  if (/^[a-z][a-z0-9+.-]*:\/\//iu.test(id)) return problem("the id of a relying party has no scheme", named);
  if (/:[0-9]+$/u.test(id)) return problem("the id of a relying party has no port", named);
  if (RELYING_PARTY_ID.parse(id) === undefined) return problem("this is not a domain", named);
  if (isLocalHost(id)) {
    if (isDevelopment) return undefined;
    return problem("this machine is nobody's domain", `${named}, or set environment: "development"`);
  }
  if (isPublicSuffix(id))
    return problem(
      "anybody may register a name below this domain, so no browser makes a passkey for it",
      named,
    );
  return undefined;
}

function originProblems(
  origin: string,
  relyingPartyId: string,
  isDevelopment: boolean,
  where: string,
): AuthenticatorProblem[] {
  const problem = (summary: string, fix: string): AuthenticatorProblem[] => [
    {
      code: "CORDON_AUTHENTICATOR_ORIGIN",
      summary,
      got: quote(origin),
      allowed: `"https://", a host at or below ${relyingPartyId}, perhaps a port; in development also "http://" and this machine`,
      fix,
      where,
    },
  ];
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  const isOrigin =
    url?.origin === origin && ["http:", "https:"].includes(url.protocol) && !origin.includes(",");
  if (url === undefined || !isOrigin)
    return problem("this is not an origin", 'write it as "https://shop.example.com"');
  if (url.protocol === "http:") {
    if (!isLocalHost(url.hostname))
      return problem("passkeys and cookies need TLS", `write "https://${url.host}"`);
    if (!isDevelopment)
      return problem(
        "a page of this machine may not call it in production",
        "delete it, or deploy another one for development",
      );
  }
  if (belongsTo(relyingPartyId, origin)) return [];
  return problem(
    `the origin does not belong to the relying party ${quote(relyingPartyId)}, so no passkey of it works there`,
    "correct the origin, or the id of the relying party",
  );
}

function repeated(origins: readonly string[], where: string): AuthenticatorProblem[] {
  const twice = origins.filter((origin, index) => origins.indexOf(origin) !== index);
  return [...new Set(twice)].map((origin) => ({
    code: "CORDON_AUTHENTICATOR_ORIGIN",
    summary: "an origin is there twice",
    got: quote(origin),
    allowed: "each origin once, and that of the domain by the domain alone",
    fix: "delete it from origins",
    where,
  }));
}

function cookieProblem(cookieDomain: unknown, where: string): AuthenticatorProblem[] {
  if (cookieDomain === undefined) return [];
  return [
    {
      code: "CORDON_AUTHENTICATOR_COOKIE_DOMAIN",
      summary:
        "the session's cookie has the prefix __Host-, which browsers refuse with a Domain attribute (RFC 6265bis section 4.1.3.2), and every host below the domain would get it",
      got: quote(cookieDomain),
      allowed: "no Domain attribute",
      fix: "delete cookieDomain",
      where,
    },
  ];
}
