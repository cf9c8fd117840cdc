import { objectAt, textAt, valueAt } from "../../../core/json/value-at.js";
import type { AuthenticatorRequest, AuthenticatorResponse } from "../../../services/authenticator/http.js";
import { headersOf } from "../headers.js";
import { bodyOf } from "./body-of.js";

/** What a function answers an HTTP API (payload format 2.0). */
export interface HttpApiAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Each becomes a Set-Cookie header: joined with commas they would be one, and none. */
  readonly cookies: readonly string[];
  readonly body: string;
  readonly isBase64Encoded: false;
}

/**
 * The request behind an event of an HTTP API (payload format 2.0), on its stage `$default`, whose paths have no prefix.
 *
 * The address is the one that API Gateway saw; what headers say of it anybody could write.
 *
 * @param operator whom API Gateway authenticated by IAM, where the function answers operators
 */
export function requestOf(event: unknown, operator?: string): AuthenticatorRequest {
  const header = headersOf(objectAt(event, "headers"));
  const cookies = valueAt(event, "cookies");
  return {
    method: textAt(event, "requestContext", "http", "method") ?? "",
    path: textAt(event, "rawPath") ?? "",
    query: textAt(event, "rawQueryString") ?? "",
    header: (name) => (name === "cookie" && Array.isArray(cookies) ? [cookies.join("; ")] : header(name)),
    body: bodyOf(event),
    sourceIp: textAt(event, "requestContext", "http", "sourceIp"),
    place: {},
    operator,
  };
}

/** The ARN of the caller whose signature API Gateway verified (authorization AWS_IAM); a header cannot say it. */
export function signedCaller(event: unknown): string | undefined {
  return textAt(event, "requestContext", "authorizer", "iam", "userArn");
}

/** The answer as API Gateway passes it on: repeated headers as one, whose values commas separate (RFC 9110 section 5.3). */
export function answerOf({ status, headers, body }: AuthenticatorResponse): HttpApiAnswer {
  const joined = new Map<string, string>();
  const cookies: string[] = [];
  for (const [written, value] of headers) {
    const name = written.toLowerCase();
    if (name === "set-cookie") cookies.push(value);
    else joined.set(name, joined.has(name) ? `${joined.get(name)}, ${value}` : value);
  }
  return { statusCode: status, headers: Object.fromEntries(joined), cookies, body, isBase64Encoded: false };
}
