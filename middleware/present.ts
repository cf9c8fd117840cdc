import type { IncomingMessage } from "node:http";
import { textMember } from "../core/json/values.js";
import {
  JUSTIFICATION_HEADER,
  justificationOf,
  type PresentedRequest,
  type Target,
} from "../services/policy-engine/presented-request.js";
import { denied, type Verified, verified } from "../services/policy-engine/reasons.js";
import { targetOf } from "../services/policy-engine/target.js";
import { bearerToken } from "../services/policy-engine/token/bearer.js";
import { placeOf } from "../services/policy-engine/trusted-origin.js";
import type { ZeroTrustOptions } from "./options.js";
import { takeRejection } from "./sinks.js";

/** The request of a Node server as the policy engine takes it. */
export function present(
  request: IncomingMessage,
  options: Pick<ZeroTrustOptions, "target" | "trustedOrigin" | "sourceIp">,
): PresentedRequest {
  const header = (name: string) => headerValues(request.rawHeaders, name);
  const method = request.method ?? "";
  const path = pathOf(request);
  const usual = targetOf({ method, path, route: undefined, pathParameters: {} }, {});
  const target =
    usual.ok && options.target !== undefined ? checked(options.target(request, usual.value)) : usual;
  return {
    token: bearerToken(header("authorization")),
    sourceIp: sourceIpOf(request, options),
    place: placeOf(header, options.trustedOrigin),
    target: method === "" ? denied("event_unreadable") : target,
    written: { action: `http:${method}`, resource: path },
    justification: justificationOf(header(JUSTIFICATION_HEADER)),
  };
}

/** What a request does, as the server says; whatever else its function returns is a defect of the server's. */
function checked(target: unknown): Verified<Target> {
  takeRejection(target, () => {});
  const action = textMember(target, "action");
  const resource = textMember(target, "resource");
  if (action === undefined || resource === undefined) {
    throw new TypeError("options.target returns an object with action and resource, both texts");
  }
  return verified({ action, resource });
}

function sourceIpOf(
  request: IncomingMessage,
  { sourceIp }: Pick<ZeroTrustOptions, "sourceIp">,
): string | undefined {
  if (sourceIp === undefined) return request.socket.remoteAddress;
  const address: unknown = sourceIp(request);
  takeRejection(address, () => {});
  if (address === undefined || typeof address === "string") return address;
  throw new TypeError("options.sourceIp returns a text or undefined");
}

/** The path as the client wrote it: Express takes the part away under which a router is mounted. */
function pathOf(request: IncomingMessage & { readonly originalUrl?: unknown }): string {
  const url = typeof request.originalUrl === "string" ? request.originalUrl : (request.url ?? "");
  return url.replace(/\?.*$/s, "");
}

/** Every value of a header. `request.headers` keeps the first of repeated ones without a word. */
function headerValues(raw: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    if (raw[index]?.toLowerCase() === name) values.push(raw[index + 1] ?? "");
  }
  return values;
}
