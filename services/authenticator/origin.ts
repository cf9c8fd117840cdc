import type { AuthenticatorRequest } from "./http.js";
import type { AuthenticatorSettings } from "./ports.js";

const EXPOSED = "WWW-Authenticate, DPoP-Nonce, Retry-After";
const ALLOWED_METHODS = "GET, POST, PUT, PATCH, DELETE";
const ALLOWED_HEADERS = "authorization, content-type, dpop";

/**
 * Whether a page of somebody else's sent the request: a browser says so, in `Origin` or in `Sec-Fetch-Site`, and no page
 * can keep it from that. What is not a browser sends neither.
 */
export function isForeign(
  { header }: Pick<AuthenticatorRequest, "header">,
  { origins }: Pick<AuthenticatorSettings, "origins">,
): boolean {
  const isOurs = header("origin").every((origin) => origins.includes(origin));
  return (
    !isOurs || header("origin").length > 1 || header("sec-fetch-site").some((site) => site === "cross-site")
  );
}

/** The headers by which a page of ours may read the answer (Fetch section 3.3). */
export function corsHeaders(
  { header }: Pick<AuthenticatorRequest, "header">,
  { origins }: Pick<AuthenticatorSettings, "origins">,
): readonly (readonly [string, string])[] {
  const [origin] = header("origin");
  if (origin === undefined || !origins.includes(origin)) return [["Vary", "Origin"]];
  return [
    ["Vary", "Origin"],
    ["Access-Control-Allow-Origin", origin],
    ["Access-Control-Allow-Credentials", "true"],
    ["Access-Control-Expose-Headers", EXPOSED],
  ];
}

/** The answer to a preflight of a page of ours. */
export const PREFLIGHT_HEADERS: readonly (readonly [string, string])[] = [
  ["Access-Control-Allow-Methods", ALLOWED_METHODS],
  ["Access-Control-Allow-Headers", ALLOWED_HEADERS],
  ["Access-Control-Max-Age", "600"],
];
