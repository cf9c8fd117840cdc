import { isJsonObject, listMember, textMember } from "../../core/json/values.js";
import type { Transmitter } from "../../services/authenticator/transmitter.js";

const SHA256 = /^[0-9a-f]{64}$/;

/**
 * The transmitters of a file: a list of `{iss, aud, authorization_sha256, jwks}`, where the hash is that of the whole
 * Authorization header.
 *
 * @throws Error for anything else: a transmitter that is left out would be one whose revocations nobody hears
 */
export function transmittersOf(text: string): readonly Transmitter[] {
  const given: unknown = JSON.parse(text);
  if (!Array.isArray(given)) throw new Error("The file of transmitters is a list.");
  return given.map((one: unknown, index) => {
    const [iss, aud] = [textMember(one, "iss"), textMember(one, "aud")];
    const authorizationHash = textMember(one, "authorization_sha256") ?? "";
    const jwks = isJsonObject(one) ? one["jwks"] : undefined;
    if (!iss || !aud || !SHA256.test(authorizationHash) || listMember(jwks, "keys").length === 0) {
      throw new Error(`Transmitter ${index} needs iss, aud, authorization_sha256 and jwks.`);
    }
    return { iss, aud, authorizationHash, jwks: jwks as unknown as Transmitter["jwks"] };
  });
}
