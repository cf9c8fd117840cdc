import type {
  HttpApiAuthorizerAnswer,
  RestApiAuthorizerAnswer,
} from "../../core/contracts/authorizer-events.js";
import { runWithDeadline } from "../../services/policy-engine/run-with-deadline.js";
import { authorize } from "./authorize.js";
import { startPolicyEngine } from "./start.js";

const engine = startPolicyEngine(process.env);

/** Lambda authorizer of HTTP APIs (payload format 2.0, simple responses) and of REST APIs (type REQUEST). */
export async function handler(
  event: unknown,
  context: { getRemainingTimeInMillis(): number },
): Promise<HttpApiAuthorizerAnswer | RestApiAuthorizerAnswer> {
  return runWithDeadline(engine.deadlineMilliseconds, context.getRemainingTimeInMillis(), (signal) =>
    authorize(event, engine.settings, engine.ports, signal),
  );
}
