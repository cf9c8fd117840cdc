import { objectAt, textAt } from "../../../core/json/value-at.js";
import type { AuthenticatorRequest, AuthenticatorResponse } from "../../../services/authenticator/http.js";
import { headersOf } from "../headers.js";
import { bodyOf } from "./body-of.js";

/** What a function answers a REST API (Amazon API Gateway Developer Guide, "Lambda proxy integrations"); it takes no other key. */
export interface RestApiAnswer {
  readonly statusCode: number;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
  readonly isBase64Encoded: false;
}

/** Whether an event is that of a Lambda proxy integration of a REST API. */
export function isRestApiEvent(event: unknown): boolean {
  return textAt(event, "httpMethod") !== undefined;
}

/** The request behind an event of a REST API, whose path has no stage in it. */
export function restRequestOf(event: unknown, operator?: string): AuthenticatorRequest {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(objectAt(event, "multiValueQueryStringParameters"))) {
    for (const one of Array.isArray(values) ? values : []) query.append(name, String(one));
  }
  return {
    method: textAt(event, "httpMethod") ?? "",
    path: textAt(event, "path") ?? "",
    query: query.toString(),
    header: headersOf(objectAt(event, "headers"), objectAt(event, "multiValueHeaders")),
    body: bodyOf(event),
    sourceIp: textAt(event, "requestContext", "identity", "sourceIp"),
    place: {},
    operator,
  };
}

/** The answer as a REST API passes it on: each value a header of its own. */
export function restAnswerOf({ status, headers, body }: AuthenticatorResponse): RestApiAnswer {
  const all: Record<string, string[]> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    all[key] = [...(all[key] ?? []), value];
  }
  return { statusCode: status, multiValueHeaders: all, body, isBase64Encoded: false };
}
