import type { AssuranceLevel, Authentication } from "./assurance.js";

/** A sign-in that goes on. Instants are milliseconds since 1970, but `authTime`. */
export interface Session extends Authentication {
  readonly sid: string;
  readonly person: string;
  readonly clientId: ClientId;
  /** When the person authenticated last, in whole seconds since 1970: the auth_time claim. */
  readonly authTime: number;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  /** SHA-256 of the handle that counts, base64url. */
  readonly handle: string;
  /** Thumbprint of the key to which tokens and handle are bound (RFC 9449). @default - to nothing */
  readonly keyThumbprint?: string;
  readonly deviceId?: string;
  /** Until then factors may be added as if the person had just authenticated: after a recovery. */
  readonly mayAddFactorsUntil?: number;
}

/** Who holds a session: the page, or the command. */
export type ClientId = "cordon-sign-in" | "cordon-cli";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long sessions last, in seconds (NIST SP 800-63B-4 sections 2.1.3, 2.2.3 and 2.3.3). */
const LIFETIMES: Readonly<Record<AssuranceLevel, { readonly whole: number; readonly unused: number }>> = {
  aal1: { whole: 30 * DAY, unused: Infinity },
  aal2: { whole: 24 * HOUR, unused: HOUR },
  aal3: { whole: 12 * HOUR, unused: 15 * MINUTE },
};

/** Lifetime of an access token in seconds. */
export const TOKEN_LIFETIME = 600;

/** The second since 1970 at which the session ends, used or not. */
export function endOf({ acr, authTime }: Pick<Session, "acr" | "authTime">): number {
  return authTime + LIFETIMES[acr].whole;
}

/** Whether the session is over, by age or because nobody used it. @param now milliseconds since 1970 */
export function isOver(session: Pick<Session, "acr" | "authTime" | "lastUsedAt">, now: number): boolean {
  const unusedUntil = session.lastUsedAt + LIFETIMES[session.acr].unused * 1000;
  return now >= endOf(session) * 1000 || now >= unusedUntil;
}

/** Whole seconds that a token of the session may live from `iat` on: never past the session. */
export function tokenLifetime(session: Pick<Session, "acr" | "authTime">, iat: number): number {
  return Math.min(TOKEN_LIFETIME, endOf(session) - iat);
}
