import type { JWTVerifyGetKey } from "jose";
import { NO_HANDLE_COOKIE } from "../../core/identity/cookie.js";
import { append } from "../../core/json/append.js";
import { jsonBody, textOf, typedBody } from "./body.js";
import type { Call, Noted, TokenCall } from "./call.js";
import { callerOf, requireFresh } from "./caller.js";
import type { Answer, AuthenticatorRequest, AuthenticatorResponse } from "./http.js";
import { issuerKeys } from "./key-ring.js";
import { nonceAt } from "./nonce.js";
import { requireOperator } from "./operator.js";
import { corsHeaders, isForeign, PREFLIGHT_HEADERS } from "./origin.js";
import type { AuthenticatorPorts, AuthenticatorSettings } from "./ports.js";
import { presentedToken, provenKey } from "./proof.js";
import { Refused } from "./refused.js";
import { answered, refusedAnswer } from "./respond.js";
import { type Match, matchRoute, type Route } from "./route.js";

/** The authenticator: an answer for every request. It never throws, unless the access log cannot be written. */
export type Authenticator = (request: AuthenticatorRequest) => Promise<AuthenticatorResponse>;

const ALWAYS = [
  ["X-Content-Type-Options", "nosniff"],
  ["Referrer-Policy", "no-referrer"],
] as const;

const FORM = /^application\/x-www-form-urlencoded(?:\s*;\s*charset="?utf-8"?)?$/iu;

/** What answers the calls of these routes, over its ports; every other path is unknown to it. */
export function answering(
  routes: readonly Route[],
  settings: AuthenticatorSettings,
  ports: AuthenticatorPorts,
): Authenticator {
  const keys = issuerKeys(ports);
  return async (request) => {
    const match = matchRoute(routes, request.method, request.path);
    const noted: Noted = {};
    const eventId = ports.newEventId();
    let now = 0;
    const headers: (readonly [string, string])[] = [...ALWAYS, ...corsHeaders(request, settings)];
    const record = (isAllowed: boolean, reason: string) =>
      ports.log({
        event_id: eventId,
        ts: new Date(now).toISOString(),
        user_id: request.operator ?? noted.person,
        peer_group: noted.peerGroup,
        source_ip: request.sourceIp,
        location: request.place.country,
        lat: request.place.latitude,
        lon: request.place.longitude,
        region: settings.region,
        resource: "route" in match ? resourceOf(match.route, request, noted) : "unknown",
        action: "route" in match ? match.route.action : "identity:unknown",
        decision: isAllowed ? "ALLOW" : "DENY",
        reason,
        policy_id: undefined,
        device_id: noted.device,
        session_id: noted.session,
        function: settings.functionName,
      });
    try {
      now = ports.now();
      if (isForeign(request, settings)) throw new Refused({ status: 403, reason: "origin_refused" });
      if (request.method === "OPTIONS" && ("route" in match || match.allowed.length > 0)) {
        append(headers, await nonceHeader(ports, now));
        return answered({ status: 204, headers: PREFLIGHT_HEADERS }, headers);
      }
      const route = routeOf(match);
      const answer = await answerOf(route, { request, settings, ports, now, noted, keys });
      append(headers, await nonceHeader(ports, now));
      if (route.access !== "public") record(true, "allowed");
      return answered(answer, headers);
    } catch (thrown) {
      const { refusal } = thrown instanceof Refused ? thrown : defect(thrown, ports);
      // What broke may be what nonces are made of.
      if (refusal.status !== 500) append(headers, await nonceHeader(ports, now));
      record(false, refusal.because ?? refusal.reason);
      // A handle that counts no longer is of no use to anybody.
      const clears = refusal.reason === "session_ended";
      const more = clears ? [...headers, ["Set-Cookie", NO_HANDLE_COOKIE] as const] : headers;
      return refusedAnswer(refusal, eventId, more);
    }
  };
}

/** The path; of a known operator, who is the user of the record, with the person that the call was about. */
function resourceOf({ path }: Route, { operator }: AuthenticatorRequest, { person }: Noted): string {
  const resource = path.slice(1);
  if (operator === undefined || person === undefined) return resource;
  return resource.includes("/{id}") ? resource.replace("{id}", person) : `${resource}/${person}`;
}

/** What the next proof has to hold. Without a store there is none, and nothing else either. */
async function nonceHeader(ports: AuthenticatorPorts, now: number): Promise<(readonly [string, string])[]> {
  try {
    return [["DPoP-Nonce", await nonceAt(ports, now)]];
  } catch (thrown) {
    ports.report(thrown);
    return [];
  }
}

function defect(thrown: unknown, { report }: AuthenticatorPorts): Refused {
  report(thrown);
  return new Refused({ status: 500, reason: "internal_error" });
}

function routeOf(match: Match): Route {
  if ("route" in match) return match.route;
  if (match.allowed.length === 0) throw new Refused({ status: 404, reason: "not_found" });
  throw new Refused({
    status: 405,
    reason: "method_not_allowed",
    headers: [["Allow", [...new Set(match.allowed)].join(", ")]],
  });
}

interface Arrived extends Pick<Call, "request" | "settings" | "ports" | "now" | "noted"> {
  readonly keys: JWTVerifyGetKey;
}

async function answerOf(route: Route, { keys, ...arrived }: Arrived): Promise<Answer> {
  const match = matchRoute([route], route.method, arrived.request.path);
  const parameters = "route" in match ? match.parameters : {};
  const call: Call = { ...arrived, parameters, body: bodyOf(route, arrived.request) };
  switch (route.access) {
    case "public":
      return route.endpoint(call);
    case "open":
      if (route.provesItself) return route.endpoint(call);
      return route.endpoint({ ...call, keyThumbprint: await provenKey(call, 400) });
    case "operator":
      requireOperator(call);
      return route.endpoint(call);
    case "token":
    case "fresh":
    case "fresh-or-recovered": {
      const { token, keyThumbprint } = await presentedToken(call);
      const caller = await callerOf(call, keys, token);
      const tokenCall: TokenCall = { ...call, caller, keyThumbprint };
      if (route.access !== "token") requireFresh(caller, call.now, route.access);
      return route.endpoint(tokenCall);
    }
  }
}

function bodyOf({ method, body }: Route, request: AuthenticatorRequest): Call["body"] {
  switch (body ?? (method === "GET" || method === "DELETE" ? "none" : "json")) {
    case "json":
      return jsonBody(request);
    case "form":
      // Each name once (RFC 6749 section 3.2): the endpoint refuses what stands twice, as a list.
      return formOf(textOf(typedBody(request, FORM)));
    default:
      return {};
  }
}

function formOf(text: string): Call["body"] {
  const form = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const values = form.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}
