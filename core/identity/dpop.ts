import { createHash } from "node:crypto";
import { isJsonObject, own } from "../json/values.js";

/** Seconds by which the clock of whoever proves may be off, either way. */
const LEEWAY_SECONDS = 60;
/** Milliseconds in which nonces stay the same. */
const SLOT = 60_000;
const LONGEST_JTI = 256;

/** What a proof says, once its signature was verified (RFC 9449 section 4.2). */
export interface ProofClaims {
  readonly jti: string;
  readonly htm: string;
  readonly htu: string;
  readonly iat: number;
  readonly nonce: string | undefined;
  readonly ath: string | undefined;
}

/** Reads the claims of a proof; undefined where one is missing or of another type. */
export function readProofClaims(payload: unknown): ProofClaims | undefined {
  if (!isJsonObject(payload)) return undefined;
  const [jti, htm, htu, iat, nonce, ath] = ["jti", "htm", "htu", "iat", "nonce", "ath"].map((name) =>
    own(payload, name),
  );
  if (typeof jti !== "string" || jti === "" || jti.length > LONGEST_JTI) return undefined;
  if (typeof htm !== "string" || typeof htu !== "string" || typeof iat !== "number") return undefined;
  if (nonce !== undefined && typeof nonce !== "string") return undefined;
  if (ath !== undefined && typeof ath !== "string") return undefined;
  return { jti, htm, htu, iat, nonce, ath };
}

/** What a proof must be for. */
export interface ProofTarget {
  readonly method: string;
  readonly path: string;
  /** Origins under which the server is reached. */
  readonly origins: readonly string[];
  /** The access token that it comes with. @default - none */
  readonly token?: string | undefined;
}

/** Whether the claims are for this request, at this instant (RFC 9449 section 4.3, steps 8 to 12 but the nonce). */
export function isProofFor(claims: ProofClaims, target: ProofTarget, now: number): boolean {
  if (claims.htm !== target.method || !isTarget(claims.htu, target)) return false;
  if (!(Math.abs(now / 1000 - claims.iat) <= LEEWAY_SECONDS)) return false;
  if (target.token === undefined) return true;
  return claims.ath === createHash("sha256").update(target.token, "ascii").digest("base64url");
}

/** The URL of the request, without query and fragment, as RFC 3986 section 6.2.3 makes it normal. */
function isTarget(htu: string, { path, origins }: ProofTarget): boolean {
  if (!URL.canParse(htu)) return false;
  const { origin, pathname, search, hash, username, password } = new URL(htu);
  const isPlain = search === "" && hash === "" && username === "" && password === "";
  return isPlain && pathname === path && origins.includes(origin);
}

/** The number of the slot that nonces of an instant are made of. */
export function nonceSlot(now: number): number {
  return Math.floor(now / SLOT);
}

/** The thumbprint to which the claims of a token bind it; null where they bind it to something else. */
export function boundKey(claims: unknown): string | null | undefined {
  if (!isJsonObject(claims)) return undefined;
  const confirmation = own(claims, "cnf");
  if (confirmation === undefined) return undefined;
  const thumbprint = isJsonObject(confirmation) ? own(confirmation, "jkt") : undefined;
  // Bound to a certificate, say: that is for the transport.
  if (thumbprint === undefined && isJsonObject(confirmation)) return undefined;
  return typeof thumbprint === "string" ? thumbprint : null;
}
