import { calculateJwkThumbprint, compactVerify, importJWK, type JWK } from "jose";
import { boundKey, isProofFor, type ProofTarget, readProofClaims } from "../../core/identity/dpop.js";
import { isJsonObject, own } from "../../core/json/values.js";
import { denied, type Verified, verified } from "../policy-engine/reasons.js";
import { bearerToken } from "../policy-engine/token/bearer.js";
import type { AuthenticatorRequest } from "./http.js";
import { isFreshNonce } from "./nonce.js";
import type { AuthenticatorPorts, AuthenticatorSettings } from "./ports.js";
import { Refused } from "./refused.js";
import { digest } from "./rows.js";

/** What a proof is checked with. */
export interface ProofSurroundings {
  readonly request: Pick<AuthenticatorRequest, "method" | "path" | "header">;
  readonly ports: Pick<AuthenticatorPorts, "store" | "sealer" | "random">;
  readonly settings: Pick<AuthenticatorSettings, "origins" | "addresses">;
  readonly now: number;
}

type ProofError = "use_dpop_nonce" | "invalid_dpop_proof" | "invalid_token";

const ALGORITHM = "ES256";
const LONGEST_PROOF = 8 * 1024;
/** Milliseconds after which no proof of today is young enough any more. */
const KEPT = 300_000;

/**
 * The thumbprint of the key that the request proves to hold (RFC 9449 section 4.3); undefined where it proves none.
 *
 * @param token the access token that the proof has to name
 * @throws Refused 400 or, with a token, 401: `use_dpop_nonce`, `invalid_dpop_proof`
 */
export async function provenKey(
  surroundings: ProofSurroundings,
  status: 400 | 401,
  token?: string,
): Promise<string | undefined> {
  const { request, ports, settings, now } = surroundings;
  const proofs = request.header("dpop");
  const [proof] = proofs;
  if (proof === undefined) return undefined;
  const refuse = (error: ProofError) => proofRefused(error, status, request.path);
  if (proofs.length > 1 || proof.length > LONGEST_PROOF) throw refuse("invalid_dpop_proof");
  const { payload, key } = (await signedBy(proof)) ?? {};
  const claims = readProofClaims(payload);
  if (claims === undefined || key === undefined) throw refuse("invalid_dpop_proof");
  const origins = [...settings.origins, ...(settings.addresses ?? [])];
  const target: ProofTarget = { method: request.method, path: request.path, origins, token };
  if (!isProofFor(claims, target, now)) throw refuse("invalid_dpop_proof");
  if (claims.nonce === undefined || !(await isFreshNonce(ports, claims.nonce, now))) {
    throw refuse("use_dpop_nonce");
  }
  const thumbprint = await calculateJwkThumbprint(key);
  // Once: by its key, so that nobody uses up the ids of others.
  const row = `proof/${digest(`${thumbprint} ${claims.jti}`)}`;
  const isFirst = await ports.store.commit([
    { change: "put", key: row, value: now, expected: 0, until: now + KEPT },
  ]);
  if (!isFirst) throw refuse("invalid_dpop_proof");
  return thumbprint;
}

/** Payload and key of a proof whose signature is that of its own key; undefined for any other. */
async function signedBy(
  proof: string,
): Promise<{ readonly payload: unknown; readonly key: JWK } | undefined> {
  try {
    let key: JWK | undefined;
    const { payload } = await compactVerify(
      proof,
      async (header) => {
        const jwk: unknown = own(header as Record<string, unknown>, "jwk");
        if (header.typ !== "dpop+jwt" || !isPublicKey(jwk)) throw new Error("This is not a proof.");
        key = jwk;
        return importJWK(jwk, ALGORITHM);
      },
      { algorithms: [ALGORITHM] },
    );
    return key === undefined ? undefined : { payload: JSON.parse(new TextDecoder().decode(payload)), key };
  } catch {
    // Whatever a stranger's token made the library throw.
    return undefined;
  }
}

function isPublicKey(jwk: unknown): jwk is JWK {
  if (!isJsonObject(jwk)) return false;
  const has = (name: string) => own(jwk, name) !== undefined;
  return own(jwk, "kty") === "EC" && own(jwk, "crv") === "P-256" && !["d", "k", "p"].some(has);
}

/** A token as a request presents it, and the key that it proves to hold. */
export interface PresentedToken {
  readonly token: Verified<string>;
  readonly keyThumbprint: string | undefined;
}

const SCHEME = /^dpop +/iu;

/**
 * The token of a request, if whoever presents it holds the key to which it is bound.
 *
 * A bound token that comes as a bearer's is stolen, or about to be; one that is bound to nothing gains nothing by a proof.
 *
 * @throws Refused 401 with a challenge of the scheme DPoP
 */
export async function presentedToken(surroundings: ProofSurroundings): Promise<PresentedToken> {
  const { request } = surroundings;
  const [value, ...others] = request.header("authorization");
  const isProven = value !== undefined && SCHEME.test(value);
  if (!isProven) {
    const token = bearerToken(request.header("authorization"));
    if (token.ok && boundKey(claimsOf(token.value)) !== undefined) {
      throw proofRefused("invalid_token", 401, request.path);
    }
    return { token, keyThumbprint: await provenKey(surroundings, 401) };
  }
  if (others.length > 0) return { token: denied("token_malformed"), keyThumbprint: undefined };
  const token = bearerToken([value.replace(SCHEME, "Bearer ")]);
  if (!token.ok) return { token, keyThumbprint: undefined };
  const bound = boundKey(claimsOf(token.value));
  if (bound === undefined) throw proofRefused("invalid_token", 401, request.path);
  const keyThumbprint = await provenKey(surroundings, 401, token.value);
  if (keyThumbprint === undefined) throw proofRefused("invalid_dpop_proof", 401, request.path);
  if (keyThumbprint !== bound) throw proofRefused("invalid_token", 401, request.path);
  return { token: verified(token.value), keyThumbprint };
}

/** What a token says before anybody verified it: good for a refusal alone. */
function claimsOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

/** 400 where tokens are given out, else 401 with a challenge (RFC 9449 sections 5, 7.1 and 8). */
export function proofRefused(error: ProofError, status: 400 | 401, path: string): Refused {
  return new Refused({
    status,
    reason: error,
    // RFC 6749 section 5.2 has a name of its own for it.
    details: path === "/token" ? { error } : {},
    headers: status === 401 ? [["WWW-Authenticate", `DPoP error="${error}", algs="${ALGORITHM}"`]] : [],
  });
}
