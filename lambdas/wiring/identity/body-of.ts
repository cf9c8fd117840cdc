import { textAt, valueAt } from "../../../core/json/value-at.js";
import { LONGEST_BODY } from "../../../services/authenticator/http.js";

/** The bytes of a body, as both kinds of API hand it over; undefined for one that is too long. */
export function bodyOf(event: unknown): Uint8Array | undefined {
  const encoding = valueAt(event, "isBase64Encoded") === true ? "base64" : "utf8";
  const body = Buffer.from(textAt(event, "body") ?? "", encoding);
  return body.byteLength > LONGEST_BODY ? undefined : body;
}
