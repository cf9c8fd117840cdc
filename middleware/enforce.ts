import type { IncomingMessage, ServerResponse } from "node:http";
import { answerRequest } from "../services/policy-engine/answer-request.js";
import type { PolicyEnginePorts } from "../services/policy-engine/ports.js";
import type { PresentedRequest } from "../services/policy-engine/presented-request.js";
import type { RecordedAnswer } from "../services/policy-engine/record-answer.js";
import { runWithDeadline } from "../services/policy-engine/run-with-deadline.js";
import type { PolicyEngineSettings } from "../services/policy-engine/settings.js";
import { fail, isAnswered, refuse } from "./respond.js";

/**
 * A middleware of connect-style servers: node:http, Express, and Fastify with @fastify/middie or @fastify/express.
 *
 * Register it without a path, before every route: what a server takes for a path of its own (letter case, encodings,
 * slashes) is not what its router takes, and a request that passes by the middleware is not decided on.
 */
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const answers = new WeakMap<IncomingMessage, RecordedAnswer>();

/** The decision that let a request through: who asks, why it was allowed, and until when. */
export function accessOf(request: IncomingMessage): RecordedAnswer | undefined {
  return answers.get(request);
}

/** The policy engine, ready to judge the requests of a server. */
export interface Enforcement {
  readonly settings: PolicyEngineSettings;
  readonly ports: PolicyEnginePorts;
  /** Milliseconds after which a decision that is not ready is a denial. */
  readonly deadline: number;
  /** The request as the policy engine takes it; what it throws is a defect, and denies. */
  readonly present: (request: IncomingMessage) => PresentedRequest;
}

/** The middleware over settings and ports, whatever options or folders they come from. */
export function enforcing({ settings, ports, deadline, present }: Enforcement): Middleware {
  const decide = (request: IncomingMessage) =>
    runWithDeadline(deadline, Infinity, (signal) =>
      answerRequest(presented(request), settings, ports, signal),
    );
  const presented = (request: IncomingMessage) => {
    try {
      return present(request);
    } catch (defect) {
      ports.report(defect);
      return undefined;
    }
  };
  return (request, response, next) => {
    decide(request)
      .catch((defect: unknown) => {
        // A log that cannot be written: without a record there is no access.
        ports.report(defect);
        return undefined;
      })
      .then(async (answer) => {
        if (answer?.allowed !== true) {
          refuse(answer, response, settings.assuranceLevels);
        } else if (!isAnswered(response)) {
          // Where a timeout of the server's was faster, whatever handles the request could only break.
          answers.set(request, answer);
          await next();
        }
      })
      // A rejection that nobody takes would end the process, for any stranger.
      .catch((defect: unknown) => {
        ports.report(defect);
        fail(response);
      });
  };
}
