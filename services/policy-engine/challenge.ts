import type { Obligation } from "../../core/policy/language/decision.js";
import type { AccessAnswer } from "./access-answer.js";

/** How a denial is answered over HTTP. */
export interface Refusal {
  readonly status: 401 | 403;
  /** The WWW-Authenticate header of a 401. */
  readonly challenge: string | undefined;
}

/**
 * 401 with a challenge where authenticating would help, else 403.
 *
 * Without a token the challenge has no error (RFC 6750 section 3.1); with one that is refused it is `invalid_token`;
 * with one that is good but of too weak or too old an authentication it is `insufficient_user_authentication` with
 * what is asked for (RFC 9470 section 3).
 */
export function refusalOf(
  { reason, obligations }: Pick<AccessAnswer, "reason" | "obligations">,
  assuranceLevels: Readonly<Record<string, number>>,
): Refusal {
  const asked = obligations.find((obligation) => "authenticate" in obligation);
  if (asked === undefined || !("authenticate" in asked)) return { status: 403, challenge: undefined };
  return { status: 401, challenge: challengeOf(reason, asked, assuranceLevels) };
}

function challengeOf(
  reason: string,
  { authenticate }: Extract<Obligation, { authenticate: unknown }>,
  assuranceLevels: Readonly<Record<string, number>>,
): string {
  if (reason === "token_missing") return "Bearer";
  const { assuranceAtLeast, maxAgeSeconds, methods } = authenticate;
  if (assuranceAtLeast === undefined && maxAgeSeconds === undefined && methods === undefined) {
    return `Bearer error="invalid_token", error_description="${reason}"`;
  }
  const values = Object.keys(assuranceLevels).filter(
    (acr) => isQuotable(acr) && (assuranceLevels[acr] ?? 0) >= (assuranceAtLeast ?? Infinity),
  );
  const description =
    methods === undefined
      ? reason
      : `${reason}: authenticate with ${methods.filter(isQuotable).join(" or ")}`;
  return [
    'Bearer error="insufficient_user_authentication"',
    `error_description="${description}"`,
    ...(values.length === 0 ? [] : [`acr_values="${values.join(" ")}"`]),
    ...(maxAgeSeconds === undefined ? [] : [`max_age="${Math.floor(maxAgeSeconds)}"`]),
  ].join(", ");
}

/** Whether a text can stand between quotation marks of a header (RFC 6750 section 3: neither quotes nor backslashes). */
function isQuotable(text: string): boolean {
  return /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text);
}
