import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { protectedApi } from "./protected-api.js";

/*
 * The example with an identity provider of its own, which signs one token with a key that lives as long as the
 * process: npx tsx examples/protected-api/main.ts
 */
const AUDIENCE = "https://orders.example.com";

async function listen(server: Server, port = 0): Promise<string> {
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const { privateKey, publicKey } = await generateKeyPair("ES256");
const key = { ...(await exportJWK(publicKey)), kid: "example", alg: "ES256", use: "sig" };
const issuer = await listen(createServer((_, response) => response.end(JSON.stringify({ keys: [key] }))));
const token = { issuer, audience: AUDIENCE, keySetUrl: `${issuer}/jwks.json` };
const api = await listen(protectedApi({ token }), Number(process.env["PORT"] ?? 0));
const jwt = await new SignJWT({ sub: "u-17", groups: ["support"], acr: "aal1", sid: "example" })
  .setProtectedHeader({ alg: "ES256", kid: "example", typ: "at+jwt" })
  .setIssuer(issuer)
  .setAudience(AUDIENCE)
  .setIssuedAt()
  .setExpirationTime("1h")
  .sign(privateKey);

process.stderr.write(`The API listens on ${api}; try:

  curl -i ${api}/orders
  curl -i ${api}/orders/42 -H "authorization: Bearer ${jwt}"
  curl -i -X DELETE ${api}/orders/42 -H "authorization: Bearer ${jwt}"

The second is allowed; the first needs a token, the third a stronger authentication. Each line below is a decision.
`);
