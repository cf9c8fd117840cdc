import { base64url } from "../../core/identity/base64url.js";
import { signingKey } from "../../core/identity/key-ring.js";
import type { Person } from "../../core/identity/person.js";
import { type Session, tokenLifetime } from "../../core/identity/session.js";
import type { Call } from "./call.js";
import { ringOf } from "./key-ring.js";

/** A signed access token, and how long it lives. */
export interface AccessToken {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** The access token of a session, as RFC 9068 section 2 has it, with what policies ask about. It tells no name. */
export async function accessToken(
  { ports, settings, now }: Pick<Call, "ports" | "settings" | "now">,
  person: Person,
  session: Session,
): Promise<AccessToken> {
  const [issuer] = settings.origins;
  const iat = Math.floor(now / 1000);
  const expiresIn = tokenLifetime(session, iat);
  const claims = {
    iss: issuer,
    aud: [...settings.audiences.filter((audience) => audience !== issuer), issuer],
    sub: person.id,
    client_id: session.clientId,
    iat,
    exp: iat + expiresIn,
    jti: base64url(ports.random(16)),
    auth_time: session.authTime,
    acr: session.acr,
    amr: session.amr,
    sid: session.sid,
    groups: person.groups,
    ...(session.deviceId === undefined ? {} : { device_id: session.deviceId }),
    ...(session.keyThumbprint === undefined ? {} : { cnf: { jkt: session.keyThumbprint } }),
  };
  const key = signingKey(await ringOf(ports), now);
  if (key === undefined) throw new Error("The ring of keys is empty.");
  const content = `${encoded({ alg: "ES256", typ: "at+jwt", kid: key.kid })}.${encoded(claims)}`;
  const signature = await ports.signer.sign(key.kid, Buffer.from(content, "ascii"));
  return { token: `${content}.${base64url(signature)}`, expiresIn };
}

function encoded(value: object): string {
  return base64url(Buffer.from(JSON.stringify(value), "utf8"));
}
