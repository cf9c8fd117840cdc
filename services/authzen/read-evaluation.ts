import { isJsonObject, type JsonObject, objectOrEmpty, own } from "../../core/json/values.js";
import { parseInstant } from "../../core/time/instant.js";
import type { AccessSubject } from "../policy-engine/access-answer.js";
import type { VouchedRequest } from "../policy-engine/ports.js";
import { isIdentifier } from "../policy-engine/token/identifier.js";

/** The type of resources whose id is the whole name: "orders/42" is `{"type":"resource","id":"orders/42"}` too. */
const PLAIN_TYPE = "resource";

/** What an evaluation asks, or what is wrong with it, as a sentence. */
export type ReadEvaluation =
  | { readonly ok: true; readonly value: VouchedRequest }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads one Access Evaluation Request (AuthZEN Authorization API 1.0, "Information Model").
 *
 * - subject: `type` is "user" or "service"; of `properties`, `groups` are the groups, `ip_address` and `device_id` what
 *   the specification says, `session_id` and `token_issued_at` (seconds since 1970) what revocations are held against,
 *   and all of them are attributes.
 * - resource: `<type>/<id>`, or `id` alone for the type "resource".
 * - context: as in `cordon policy decide`. Time and device are the policy engine's own. An unreadable `authentication.at`
 *   is refused: it might lie in the future, and then nothing about the authentication is believed.
 */
export function readEvaluation(value: unknown): ReadEvaluation {
  if (!isJsonObject(value)) return wrong("The evaluation is not a JSON object.");
  const { subject, action, resource, context = {} } = value as Record<string, unknown>;
  if (!isEntity(subject)) return wrong("subject needs type and id, both texts, and properties is an object.");
  if (!isEntity(resource))
    return wrong("resource needs type and id, both texts, and properties is an object.");
  if (!isAction(action)) return wrong("action needs name, a text, and properties is an object.");
  if (!isJsonObject(context)) return wrong("context is an object.");
  const at = own(objectOrEmpty(own(context, "authentication")), "at") ?? undefined;
  if (at !== undefined && !(typeof at === "string" && !Number.isNaN(parseInstant(at))))
    return wrong("context.authentication.at is an instant of RFC 3339, before the year 10000.");
  const type = own(resource, "type") as string;
  if (type.includes("/"))
    return wrong('The type of a resource holds no "/": it would be another resource\'s name.');
  const asking = readSubject(subject);
  if (asking === undefined) {
    return wrong(
      "Ids of subject, device and session are texts of 1 to 256 characters, without control characters.",
    );
  }
  const id = own(resource, "id") as string;
  const address = own(objectOrEmpty(own(subject, "properties")), "ip_address");
  return {
    ok: true,
    value: {
      subject: asking,
      target: { action: own(action, "name") as string, resource: type === PLAIN_TYPE ? id : `${type}/${id}` },
      context: { ...(typeof address === "string" ? { sourceIp: address } : {}), ...context },
    },
  };
}

function readSubject(subject: JsonObject): AccessSubject | undefined {
  const properties = objectOrEmpty(own(subject, "properties"));
  const id = own(subject, "id");
  const deviceId = own(properties, "device_id");
  const sessionId = own(properties, "session_id");
  if (!isIdentifier(id) || !isIdentifierOrAbsent(deviceId) || !isIdentifierOrAbsent(sessionId))
    return undefined;
  const groups = own(properties, "groups");
  const issuedAt = own(properties, "token_issued_at");
  const first = Array.isArray(groups) ? groups[0] : undefined;
  return {
    kind: own(subject, "type") as string,
    id,
    // Null is not a list: whoever asks is then in no group for certain, and in any for a denial.
    groups: groups === undefined ? [] : groups,
    attributes: properties,
    peerGroup: isIdentifier(first) ? first : undefined,
    sessionId,
    deviceId,
    issuedAt: typeof issuedAt === "number" ? issuedAt * 1000 : undefined,
    expiresAt: Infinity,
  };
}

function isEntity(value: unknown): value is JsonObject {
  return (
    isJsonObject(value) &&
    typeof own(value, "type") === "string" &&
    typeof own(value, "id") === "string" &&
    hasProperties(value)
  );
}

function isAction(value: unknown): value is JsonObject {
  return isJsonObject(value) && typeof own(value, "name") === "string" && hasProperties(value);
}

function hasProperties(value: JsonObject): boolean {
  const properties = own(value, "properties");
  return properties === undefined || isJsonObject(properties);
}

function isIdentifierOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || isIdentifier(value);
}

function wrong(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}
