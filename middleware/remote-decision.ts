import { fetchLimited } from "../adapters/http/limited-fetch.js";
import { ENTITLEMENT_ID } from "../core/access/entitlement.js";
import { textAt, valueAt } from "../core/json/value-at.js";
import { isJsonObject, own } from "../core/json/values.js";
import type { Obligation } from "../core/policy/language/decision.js";
import { REASON_CODES } from "../core/policy/language/decision.js";
import { parseInstant, writtenInstant } from "../core/time/instant.js";
import type { AccessAnswer } from "../services/policy-engine/access-answer.js";
import type { PolicyEnginePorts, VouchedRequest } from "../services/policy-engine/ports.js";
import { type AccessReason, denied, TRANSPORT_REASONS, verified } from "../services/policy-engine/reasons.js";
import { isIdentifier } from "../services/policy-engine/token/identifier.js";
import type { RemoteEvaluation } from "./options.js";

const MAXIMUM_BYTES = 64 * 1024;
/** Bounds of what goes on to the client, in a header of the response among others. */
const MOST_OBLIGATIONS = 16;
const MOST_METHODS = 16;
const LONGEST_METHOD = 64;
const KNOWN_REASONS: ReadonlySet<string> = new Set([...REASON_CODES, ...Object.keys(TRANSPORT_REASONS)]);

/**
 * Properties of a subject that stand for what was verified here: a claim of such a name is not passed on, because
 * whoever fills in the claims would else say which address, device or session a request comes from.
 */
const VERIFIED_PROPERTIES: ReadonlySet<string> = new Set([
  "groups",
  "session_id",
  "device_id",
  "token_issued_at",
  "ip_address",
]);

/**
 * Decides by a remote policy decision point (AuthZEN Authorization API 1.0): an allow is `"decision": true` in a JSON
 * object with status 200 that has not ended, and nothing else is.
 *
 * Subjects carry their claims, `groups`, `session_id`, `device_id`, `token_issued_at` and `ip_address` as properties;
 * resources have the type "resource" and their whole name as id.
 */
export function remoteDecision(remote: RemoteEvaluation): PolicyEnginePorts["decide"] {
  return async (request, now, signal) => {
    let body: unknown;
    try {
      const bytes = await fetchLimited(
        remote.url,
        { "content-type": "application/json", accept: "application/json", ...(await remote.headers?.()) },
        {
          maximumBytes: MAXIMUM_BYTES,
          signal,
          body: JSON.stringify(evaluationOf(request)),
          fetch: remote.fetch,
        },
      );
      body = JSON.parse(Buffer.from(bytes).toString("utf8"));
    } catch {
      return denied("evaluation_unavailable");
    }
    const decision = isJsonObject(body) ? own(body, "decision") : undefined;
    if (typeof decision !== "boolean") return denied("evaluation_unavailable");
    const end = endOf(valueAt(body, "context", "reason_admin", "validUntil"));
    if (decision && !(end > now)) return denied("evaluation_unavailable");
    return verified(answerOf(decision, body, request, end));
  };
}

/** When an answer ends; Infinity for one that does not, NaN for one whose end cannot be read. */
function endOf(validUntil: unknown): number {
  if (validUntil === undefined || validUntil === null) return Infinity;
  return typeof validUntil === "string" ? parseInstant(validUntil) : Number.NaN;
}

function evaluationOf({ subject, target, context }: VouchedRequest): object {
  const { sourceIp } = context;
  return {
    subject: {
      type: subject.kind,
      id: subject.id,
      properties: {
        ...Object.fromEntries(
          Object.entries(subject.attributes).filter(([name]) => !VERIFIED_PROPERTIES.has(name)),
        ),
        groups: subject.groups,
        ...(subject.sessionId === undefined ? {} : { session_id: subject.sessionId }),
        ...(subject.deviceId === undefined ? {} : { device_id: subject.deviceId }),
        ...(subject.issuedAt === undefined ? {} : { token_issued_at: subject.issuedAt / 1000 }),
        ...(sourceIp === undefined ? {} : { ip_address: sourceIp }),
      },
    },
    action: { name: target.action },
    resource: { type: "resource", id: target.resource },
    context,
  };
}

function answerOf(allowed: boolean, body: unknown, { subject }: VouchedRequest, end: number): AccessAnswer {
  const remoteEventId = textAt(body, "context", "reason_admin", "event");
  const policy = textAt(body, "context", "reason_admin", "policy");
  return {
    allowed,
    reason: reasonOf(allowed, textAt(body, "context", "id")),
    policy: isIdentifier(policy) ? policy : null,
    because: [],
    obligations: allowed ? [] : obligationsOf(textAt(body, "context", "reason_admin", "obligations")),
    ...(textAt(body, "context", "reason_admin", "obligationsComplete") === "false"
      ? { obligationsComplete: false }
      : {}),
    validUntil: writtenInstant(allowed ? Math.min(end, subject.expiresAt) : end),
    ...(isIdentifier(remoteEventId) ? { remoteEventId } : {}),
    subject,
  };
}

function reasonOf(allowed: boolean, id: string | undefined): AccessReason {
  if (allowed) return "allowed";
  return id !== undefined && id !== "allowed" && KNOWN_REASONS.has(id)
    ? (id as AccessReason)
    : "evaluation_denied";
}

function obligationsOf(text: string | undefined): readonly Obligation[] {
  try {
    const list: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? list.slice(0, MOST_OBLIGATIONS).flatMap(obligationOf) : [];
  } catch {
    return [];
  }
}

/** The obligation of what Cordon knows alone: it goes on to the client. */
function obligationOf(value: unknown): readonly Obligation[] {
  if (!isJsonObject(value)) return [];
  if (own(value, "justify") === true) return [{ justify: true }];
  const request = own(value, "requestAccess");
  if (isJsonObject(request)) {
    const entitlement = own(request, "entitlement");
    return isEntitlementId(entitlement) ? [{ requestAccess: { entitlement } }] : [];
  }
  const asked = own(value, "authenticate");
  if (!isJsonObject(asked)) return [];
  const { assuranceAtLeast, maxAgeSeconds, methods } = asked as Record<string, unknown>;
  if (!isNumberOrAbsent(assuranceAtLeast) || !isNumberOrAbsent(maxAgeSeconds)) return [];
  if (methods !== undefined && !isMethods(methods)) return [];
  return [
    {
      authenticate: {
        ...(assuranceAtLeast === undefined ? {} : { assuranceAtLeast }),
        ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
        ...(methods === undefined ? {} : { methods }),
      },
    },
  ];
}

function isEntitlementId(value: unknown): value is string {
  return typeof value === "string" && ENTITLEMENT_ID.test(value);
}

/** A number that an HTTP header can hold. */
function isNumberOrAbsent(value: unknown): value is number | undefined {
  return value === undefined || (typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER);
}

/** Few and short enough for an HTTP header. */
function isMethods(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= MOST_METHODS && value.every(isMethod);
}

function isMethod(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= LONGEST_METHOD;
}
