import type { Endpoint } from "../call.js";
import { keySetOf } from "../key-ring.js";

const CACHED = [["Cache-Control", "public, max-age=300"]] as const;

/** GET `/.well-known/jwks.json` (RFC 7517). */
export const keySet: Endpoint = async ({ ports }) => ({
  status: 200,
  body: await keySetOf(ports),
  headers: CACHED,
});

/** GET `/.well-known/oauth-authorization-server` (RFC 8414 section 2; RFC 9449 section 5.1; RFC 9470 section 7). */
export const serverMetadata: Endpoint = async ({ settings: { origins } }) => {
  const [issuer] = origins;
  return {
    status: 200,
    body: {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      response_types_supported: ["code"],
      response_modes_supported: ["query"],
      grant_types_supported: ["authorization_code", "refresh_token"],
      token_endpoint_auth_methods_supported: ["none"],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
      dpop_signing_alg_values_supported: ["ES256"],
      acr_values_supported: ["aal1", "aal2", "aal3"],
    },
    headers: CACHED,
  };
};

/** GET `/.well-known/webauthn`: the origins that may use the relying party's id (WebAuthn L3 section 5.11). */
export const relatedOrigins: Endpoint = async ({ settings: { origins } }) => ({
  status: 200,
  body: { origins },
  headers: CACHED,
});
