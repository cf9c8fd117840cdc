import { fetchLimited } from "../adapters/http/limited-fetch.js";
import { textAt } from "../core/json/value-at.js";
import { isJsonObject, own } from "../core/json/values.js";
import type { Obligation } from "../core/policy/language/decision.js";
import { REASON_CODES } from "../core/policy/language/decision.js";
import type { AccessAnswer } from "../services/policy-engine/access-answer.js";
import type { PolicyEnginePorts, VouchedRequest } from "../services/policy-engine/ports.js";
import { type AccessReason, denied, TRANSPORT_REASONS, verified } from "../services/policy-engine/reasons.js";
import type { RemoteEvaluation } from "./options.js";

const MAXIMUM_BYTES = 64 * 1024;
const KNOWN_REASONS: ReadonlySet<string> = new Set([...REASON_CODES, ...Object.keys(TRANSPORT_REASONS)]);

/**
 * Decides by a remote policy decision point (AuthZEN Authorization API 1.0): an allow is `"decision": true` in a JSON
 * object with status 200, and nothing else is.
 *
 * Subjects carry their claims, `groups`, `session_id`, `device_id` and `token_issued_at` as properties; resources have
 * the type "resource" and their whole name as id.
 */
export function remoteDecision(remote: RemoteEvaluation): PolicyEnginePorts["decide"] {
  return async (request, _now, signal) => {
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
    return verified(answerOf(decision, body, request));
  };
}

function evaluationOf({ subject, target, context }: VouchedRequest): object {
  return {
    subject: {
      type: subject.kind,
      id: subject.id,
      properties: {
        ...subject.attributes,
        groups: subject.groups,
        ...(subject.sessionId === undefined ? {} : { session_id: subject.sessionId }),
        ...(subject.deviceId === undefined ? {} : { device_id: subject.deviceId }),
        ...(subject.issuedAt === undefined ? {} : { token_issued_at: subject.issuedAt / 1000 }),
      },
    },
    action: { name: target.action },
    resource: { type: "resource", id: target.resource },
    context,
  };
}

function answerOf(allowed: boolean, body: unknown, { subject }: VouchedRequest): AccessAnswer {
  const eventId = textAt(body, "context", "reason_admin", "event");
  const validUntil = textAt(body, "context", "reason_admin", "validUntil") ?? null;
  return {
    allowed,
    reason: reasonOf(allowed, textAt(body, "context", "id")),
    policy: textAt(body, "context", "reason_admin", "policy") ?? null,
    because: [],
    obligations: allowed ? [] : obligationsOf(textAt(body, "context", "reason_admin", "obligations")),
    ...(textAt(body, "context", "reason_admin", "obligationsComplete") === "false"
      ? { obligationsComplete: false }
      : {}),
    validUntil: allowed ? earlier(validUntil, subject.expiresAt) : validUntil,
    ...(eventId === undefined ? {} : { eventId }),
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
    return Array.isArray(list) ? list.filter(isObligation) : [];
  } catch {
    return [];
  }
}

function isObligation(value: unknown): value is Obligation {
  if (!isJsonObject(value)) return false;
  return own(value, "justify") === true || isAuthenticate(own(value, "authenticate"));
}

function isAuthenticate(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const { assuranceAtLeast = 0, maxAgeSeconds = 0, methods = [] } = value as Record<string, unknown>;
  return (
    typeof assuranceAtLeast === "number" &&
    typeof maxAgeSeconds === "number" &&
    Array.isArray(methods) &&
    methods.every((method) => typeof method === "string")
  );
}

function earlier(validUntil: string | null, expiresAt: number): string | null {
  const instant = validUntil === null ? Infinity : Date.parse(validUntil);
  const end = Math.min(Number.isNaN(instant) ? Infinity : instant, expiresAt);
  return end === Infinity ? null : new Date(end).toISOString();
}
