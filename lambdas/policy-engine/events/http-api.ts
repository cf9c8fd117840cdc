import { objectAt, textAt } from "../../../core/json/value-at.js";
import { isJsonObject } from "../../../core/json/values.js";
import {
  JUSTIFICATION_HEADER,
  justificationOf,
  type PresentedRequest,
} from "../../../services/policy-engine/presented-request.js";
import type { PolicyEngineSettings } from "../../../services/policy-engine/settings.js";
import { DEFAULT_ROUTE, targetOf } from "../../../services/policy-engine/target.js";
import { bearerToken } from "../../../services/policy-engine/token/bearer.js";
import { placeOf } from "../../../services/policy-engine/trusted-origin.js";
import { headersOf } from "../../wiring/headers.js";
import { basesOf, isOwnDomain } from "./bases.js";

/** Whether an event is that of a Lambda authorizer of an HTTP API, payload format 2.0. */
export function isHttpApiEvent(event: unknown): boolean {
  return isJsonObject(event) && textAt(event, "version") === "2.0" && textAt(event, "type") === "REQUEST";
}

/**
 * The request behind an event of an HTTP API, or undefined where method, path or route is missing.
 *
 * Repeated headers come joined with commas, which neither a token nor a secret holds.
 */
export function readHttpApiEvent(
  event: unknown,
  settings: PolicyEngineSettings,
): PresentedRequest | undefined {
  const method = textAt(event, "requestContext", "http", "method");
  const path = textAt(event, "requestContext", "http", "path") ?? textAt(event, "rawPath");
  const route = textAt(event, "routeKey")?.replace(/^[A-Z]+ /, "");
  if (method === undefined || path === undefined || route === undefined) return undefined;
  const header = headersOf(objectAt(event, "headers"));
  return {
    token: bearerToken(header("authorization")),
    sourceIp: textAt(event, "requestContext", "http", "sourceIp"),
    place: placeOf(header, settings.trustedOrigin),
    target: targetOf(
      {
        method,
        path: route === DEFAULT_ROUTE ? withoutStage(event, path) : path,
        route,
        pathParameters: objectAt(event, "pathParameters"),
        bases: basesOf(objectAt(event, "requestContext")),
      },
      settings.routes,
    ),
    written: { action: `http:${method}`, resource: path },
    justification: justificationOf(header(JUSTIFICATION_HEADER)),
  };
}

/**
 * The path of a request that the route "$default" takes, which says nothing about its path; empty where it is not clear.
 *
 * On the API's own domain name every stage but "$default" stands before the path. A custom domain name may map to the
 * stage with or without it, so there a path that starts like the stage has two readings.
 */
function withoutStage(event: unknown, path: string): string {
  const context = objectAt(event, "requestContext");
  const stage = textAt(context, "stage");
  const raw = textAt(event, "rawPath");
  if (raw !== undefined && raw !== path) return "";
  if (stage === undefined || stage === DEFAULT_ROUTE) return path;
  if (path !== `/${stage}` && !path.startsWith(`/${stage}/`)) return path;
  return isOwnDomain(context) ? path.slice(stage.length + 1) || "/" : "";
}
