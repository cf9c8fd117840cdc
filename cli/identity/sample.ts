import type { IncomingMessage, ServerResponse } from "node:http";
import type { CompiledPolicies } from "../../core/policy/engine/compile.js";
import { accessOf, enforcing, type Middleware } from "../../middleware/enforce.js";
import { present } from "../../middleware/present.js";
import { tokenSettings } from "../../services/authenticator/caller.js";
import { issuerKeys } from "../../services/authenticator/key-ring.js";
import type { AuthenticatorPorts, AuthenticatorSettings } from "../../services/authenticator/ports.js";
import { decideAccess } from "../../services/policy-engine/decide-access.js";
import { verified } from "../../services/policy-engine/reasons.js";

const POSTURE_MAXIMUM_AGE_SECONDS = 86_400;
const DEADLINE_MILLISECONDS = 3000;

/** A protected API of one answer: the middleware in front of it, on the rows that the authenticator writes. */
export function sampleApi(
  settings: AuthenticatorSettings,
  ports: AuthenticatorPorts,
  policies: CompiledPolicies,
  logLine: (line: string) => void,
): (request: IncomingMessage, response: ServerResponse) => void {
  const sources = { registry: ports.registry, policies: async () => verified(policies) };
  const enforce: Middleware = enforcing({
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
    present: (request) => present(request, {}),
  });
  return (request, response) => enforce(request, response, () => answer(request, response));
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const access = accessOf(request);
  response.statusCode = request.method === "GET" ? 200 : 405;
  response.setHeader("content-type", "application/json");
  response.setHeader("cache-control", "no-store");
  response.end(
    JSON.stringify({ subject: access?.subject?.id, policy: access?.policy, validUntil: access?.validUntil }),
  );
}
