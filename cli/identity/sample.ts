import type { IncomingMessage, ServerResponse } from "node:http";
import { headerOf } from "../../adapters/http/authenticator-listener.js";
import type { CompiledPolicies } from "../../core/policy/engine/compile.js";
import { accessOf, enforcing } from "../../middleware/enforce.js";
import { present } from "../../middleware/present.js";
import { tokenSettings } from "../../services/authenticator/caller.js";
import { issuerKeys } from "../../services/authenticator/key-ring.js";
import { nonceAt } from "../../services/authenticator/nonce.js";
import type { AuthenticatorPorts, AuthenticatorSettings } from "../../services/authenticator/ports.js";
import { type PresentedToken, presentedToken } from "../../services/authenticator/proof.js";
import { Refused } from "../../services/authenticator/refused.js";
import { refusedAnswer } from "../../services/authenticator/respond.js";
import { decideAccess } from "../../services/policy-engine/decide-access.js";
import { verified } from "../../services/policy-engine/reasons.js";

const POSTURE_MAXIMUM_AGE_SECONDS = 86_400;
const DEADLINE_MILLISECONDS = 3000;

/** What the sample needs of the authenticator beside it. */
export interface SampleSurroundings {
  readonly settings: AuthenticatorSettings;
  readonly ports: AuthenticatorPorts;
  readonly policies: CompiledPolicies;
  /** Takes a line of the access log, with its line break. */
  readonly logLine: (line: string) => void;
}

/**
 * A protected API of one answer: the middleware in front of it, on the rows that the authenticator writes, with proofs of
 * possession checked by the authenticator.
 */
export function sampleApi(
  surroundings: SampleSurroundings,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { settings, ports, policies, logLine } = surroundings;
  const sources = { registry: ports.registry, policies: async () => verified(policies) };
  const proven = new WeakMap<IncomingMessage, PresentedToken>();
  const enforce = enforcing({
    settings: tokenSettings(settings),
    ports: {
      now: ports.now,
      newEventId: ports.newEventId,
      keys: issuerKeys(ports),
      decide: decideAccess(sources, POSTURE_MAXIMUM_AGE_SECONDS),
      log: logLine,
      report: ports.report,
    },
    deadline: DEADLINE_MILLISECONDS,
    present: (request) => ({ ...present(request, {}), ...proven.get(request) }),
  });
  return async (request, response) => {
    try {
      const now = ports.now();
      response.setHeader("dpop-nonce", await nonceAt(ports, now));
      proven.set(request, await presentedToken({ request: proofRequest(request), ports, settings, now }));
    } catch (thrown) {
      refuse(thrown, request, response, ports);
      return;
    }
    enforce(request, response, () => answer(request, response));
  };
}

function proofRequest(request: IncomingMessage) {
  const { method = "", url = "" } = request;
  return { method, path: url.replace(/\?.*$/su, ""), header: headerOf(request) };
}

/** Answers a proof that is none, with its record. */
function refuse(
  thrown: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  ports: AuthenticatorPorts,
): void {
  if (!(thrown instanceof Refused)) ports.report(thrown);
  const refusal = thrown instanceof Refused ? thrown.refusal : { status: 500, reason: "internal_error" };
  const eventId = ports.newEventId();
  const { method, path } = proofRequest(request);
  ports.log({
    event_id: eventId,
    ts: new Date(thrown instanceof Refused ? ports.now() : Date.now()).toISOString(),
    user_id: undefined,
    peer_group: undefined,
    source_ip: request.socket.remoteAddress,
    location: undefined,
    lat: undefined,
    lon: undefined,
    region: undefined,
    resource: path.slice(1),
    action: `http:${method}`,
    decision: "DENY",
    reason: refusal.reason,
    policy_id: undefined,
    device_id: undefined,
    session_id: undefined,
    function: undefined,
  });
  const { status, headers, body } = refusedAnswer(refusal, eventId, []);
  response.statusCode = status;
  for (const [name, value] of headers) response.setHeader(name, value);
  response.end(body);
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const access = accessOf(request);
  response.statusCode = request.method === "GET" ? 200 : 405;
  response.setHeader("content-type", "application/json");
  response.setHeader("cache-control", "no-store");
  const { subject, policy, validUntil } = access ?? {};
  response.end(JSON.stringify({ subject: subject?.id, policy, validUntil }));
}
