import { objectAt, textAt } from "../../../core/json/value-at.js";
import { isJsonObject } from "../../../core/json/values.js";
import {
  JUSTIFICATION_HEADER,
  justificationOf,
  type PresentedRequest,
} from "../../../services/policy-engine/presented-request.js";
import type { PolicyEngineSettings } from "../../../services/policy-engine/settings.js";
import { targetOf } from "../../../services/policy-engine/target.js";
import { bearerToken } from "../../../services/policy-engine/token/bearer.js";
import { placeOf } from "../../../services/policy-engine/trusted-origin.js";
import { headersOf } from "./headers.js";

/** Whether an event is that of a Lambda authorizer of an HTTP API, payload format 2.0. */
export function isHttpApiEvent(event: unknown): boolean {
  return isJsonObject(event) && textAt(event, "version") === "2.0" && textAt(event, "type") === "REQUEST";
}

/**
 * The request behind an event of an HTTP API, or undefined where method or path is missing.
 *
 * Repeated headers come joined with commas, which neither a token nor a secret holds.
 */
export function readHttpApiEvent(
  event: unknown,
  settings: PolicyEngineSettings,
): PresentedRequest | undefined {
  const method = textAt(event, "requestContext", "http", "method");
  const path = textAt(event, "requestContext", "http", "path") ?? textAt(event, "rawPath");
  if (method === undefined || path === undefined) return undefined;
  const header = headersOf(objectAt(event, "headers"));
  return {
    token: bearerToken(header("authorization")),
    sourceIp: textAt(event, "requestContext", "http", "sourceIp"),
    place: placeOf(header, settings.trustedOrigin),
    target: targetOf(
      {
        method,
        path: withoutStage(event, path),
        routeKey: textAt(event, "routeKey"),
        pathParameters: objectAt(event, "pathParameters"),
      },
      settings.routes,
    ),
    written: { action: `http:${method}`, resource: path },
    justification: justificationOf(header(JUSTIFICATION_HEADER)),
  };
}

/**
 * On the API's own domain name every stage but "$default" stands before the path; on a custom one a path that starts
 * with the stage's name is somebody's own.
 */
function withoutStage(event: unknown, path: string): string {
  const context = objectAt(event, "requestContext");
  const stage = textAt(context, "stage");
  const ownDomain = `${textAt(context, "apiId")}.execute-api.`;
  if (stage === undefined || stage === "$default") return path;
  if (textAt(context, "domainName")?.startsWith(ownDomain) !== true) return path;
  if (path === `/${stage}`) return "/";
  return path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path;
}
