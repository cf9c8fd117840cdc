import { objectAt, textAt } from "../../../core/json/value-at.js";
import { isJsonObject } from "../../../core/json/values.js";
import {
  JUSTIFICATION_HEADER,
  justificationOf,
  type PresentedRequest,
} from "../../../services/policy-engine/presented-request.js";
import { denied } from "../../../services/policy-engine/reasons.js";
import type { PolicyEngineSettings } from "../../../services/policy-engine/settings.js";
import { targetOf } from "../../../services/policy-engine/target.js";
import { bearerToken } from "../../../services/policy-engine/token/bearer.js";
import { placeOf } from "../../../services/policy-engine/trusted-origin.js";
import { headersOf } from "../../wiring/headers.js";
import { basesOf } from "./bases.js";

/** What a policy may hold as resource (Amazon API Gateway Developer Guide, "Output from an API Gateway Lambda authorizer"). */
export const LONGEST_RESOURCE_ARN = 512;
/** Wildcards and variables of IAM policies: a policy for such a method would be one for other methods, too. */
const IAM_PATTERN = /[*?]|\$\{/;

/** Whether an event is that of a Lambda authorizer of a REST API, type REQUEST. */
export function isRestApiEvent(event: unknown): boolean {
  return (
    isJsonObject(event) && textAt(event, "type") === "REQUEST" && textAt(event, "methodArn") !== undefined
  );
}

/** The request behind an event of a REST API, or undefined where method, path or resource is missing. */
export function readRestApiEvent(
  event: unknown,
  settings: PolicyEngineSettings,
): PresentedRequest | undefined {
  const method = textAt(event, "httpMethod");
  const path = textAt(event, "path");
  const route = textAt(event, "resource");
  if (method === undefined || path === undefined || route === undefined) return undefined;
  const header = headersOf(objectAt(event, "headers"), objectAt(event, "multiValueHeaders"));
  return {
    token: bearerToken(header("authorization")),
    sourceIp: textAt(event, "requestContext", "identity", "sourceIp"),
    place: placeOf(header, settings.trustedOrigin),
    target:
      refusalOf(textAt(event, "methodArn") ?? "") ??
      targetOf(
        {
          method,
          path,
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

/** Why no policy can be written for exactly that method, if so. */
function refusalOf(methodArn: string) {
  if (IAM_PATTERN.test(methodArn)) return denied("path_ambiguous");
  return methodArn.length > LONGEST_RESOURCE_ARN ? denied("path_too_long") : undefined;
}
