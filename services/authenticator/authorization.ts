import type { Authentication } from "../../core/identity/assurance.js";
import { isCodeChallenge, isLoopbackRedirect } from "../../core/identity/pkce.js";
import { invalidRequest } from "./refused.js";

/** What the command asks for (RFC 6749 section 4.1.1, RFC 7636 section 4.3). */
export interface AuthorizationRequest {
  readonly response_type: string;
  readonly client_id: string;
  readonly redirect_uri: string;
  readonly code_challenge: string;
  readonly code_challenge_method: string;
  readonly state: string | undefined;
  readonly scope: string | undefined;
}

/** What a code stands for. */
export interface CodeRow extends Authentication {
  readonly person: string;
  /** The session whose holder allowed it. */
  readonly parent: string;
  readonly authTime: number;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly until: number;
  /** The session that it began; a code with one is used. */
  readonly sid?: string;
}

/** Milliseconds in which a code has to be used. */
export const CODE_LIFETIME = 60_000;
/** The one client of this flow. */
export const COMMAND = "cordon-cli";

const STATE = /^[\x20-\x7e]{1,1024}$/u;

/** Whether the command may be answered at all; nothing is sent to an address that is not its own. @throws Refused 400 */
export function checkAuthorization(request: AuthorizationRequest): void {
  const isRight =
    request.response_type === "code" &&
    request.client_id === COMMAND &&
    isLoopbackRedirect(request.redirect_uri) &&
    request.code_challenge_method === "S256" &&
    isCodeChallenge(request.code_challenge) &&
    (request.state === undefined || STATE.test(request.state));
  if (!isRight) throw invalidRequest();
}

/** Where the browser goes on with a code (RFC 6749 section 4.1.2; `iss`: RFC 9207). */
export function redirectWithCode(
  { redirect_uri, state }: AuthorizationRequest,
  code: string,
  issuer: string,
): string {
  const url = new URL(redirect_uri);
  url.searchParams.append("code", code);
  if (state !== undefined) url.searchParams.append("state", state);
  url.searchParams.append("iss", issuer);
  return url.href;
}
