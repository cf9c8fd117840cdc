import type {
  HttpApiAuthorizerAnswer,
  RestApiAuthorizerAnswer,
} from "../../core/contracts/authorizer-events.js";
import { textAt } from "../../core/json/value-at.js";
import { answerRequest } from "../../services/policy-engine/answer-request.js";
import type { PolicyEnginePorts } from "../../services/policy-engine/ports.js";
import type { PresentedRequest } from "../../services/policy-engine/presented-request.js";
import type { RecordedAnswer } from "../../services/policy-engine/record-answer.js";
import type { PolicyEngineSettings } from "../../services/policy-engine/settings.js";
import { isHttpApiEvent, readHttpApiEvent } from "./events/http-api.js";
import { isRestApiEvent, LONGEST_RESOURCE_ARN, readRestApiEvent } from "./events/rest-api.js";

/** What an API Gateway policy says of nobody in particular. */
const NOBODY = "unknown";
/** Longest principalId that is passed on; what is longer serves nobody. */
const LONGEST_PRINCIPAL = 256;

/**
 * Answers an event of API Gateway: a simple response for an HTTP API, an IAM policy for a REST API.
 *
 * Whatever the event, it answers; what cannot be read is denied as `event_unreadable`. The back end finds who was
 * verified in `$context.authorizer`: `subject`, `subjectKind`, `sessionId`, `deviceId`, beside `reason`, `policy`,
 * `eventId` and `validUntil`.
 */
export async function authorize(
  event: unknown,
  settings: PolicyEngineSettings,
  ports: PolicyEnginePorts,
  signal: AbortSignal,
): Promise<HttpApiAuthorizerAnswer | RestApiAuthorizerAnswer> {
  const isRest = !isHttpApiEvent(event) && isRestApiEvent(event);
  const answer = await answerRequest(readEvent(event, isRest, settings, ports), settings, ports, signal);
  return isRest ? restAnswer(event, answer) : { isAuthorized: answer.allowed, context: contextOf(answer) };
}

function readEvent(
  event: unknown,
  isRest: boolean,
  settings: PolicyEngineSettings,
  ports: PolicyEnginePorts,
): PresentedRequest | undefined {
  try {
    if (isRest) return readRestApiEvent(event, settings);
    return isHttpApiEvent(event) ? readHttpApiEvent(event, settings) : undefined;
  } catch (defect) {
    ports.report(defect);
    return undefined;
  }
}

/** For the method that was asked for, and no other: with a cache, "*" would open what nobody decided on. */
function restAnswer(event: unknown, answer: RecordedAnswer): RestApiAuthorizerAnswer {
  return {
    principalId: (answer.subject?.id ?? NOBODY).slice(0, LONGEST_PRINCIPAL),
    policyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Action: "execute-api:Invoke",
          Effect: answer.allowed ? "Allow" : "Deny",
          Resource: resourceOf(textAt(event, "methodArn") ?? "*"),
        },
      ],
    },
    context: contextOf(answer),
  };
}

/** A denial of a method whose ARN does not fit into a policy is one of everything. */
function resourceOf(methodArn: string): string {
  return methodArn.length > LONGEST_RESOURCE_ARN ? "*" : methodArn;
}

/** Scalars only: REST APIs pass nothing else on. */
function contextOf(answer: RecordedAnswer): Readonly<Record<string, string>> {
  const { subject } = answer;
  return {
    reason: answer.reason,
    eventId: answer.eventId,
    ...(answer.policy === null ? {} : { policy: answer.policy }),
    ...(answer.validUntil === null ? {} : { validUntil: answer.validUntil }),
    ...(answer.obligations.length === 0 ? {} : { obligations: JSON.stringify(answer.obligations) }),
    ...(answer.obligationsComplete === false ? { obligationsComplete: "false" } : {}),
    ...(subject === undefined ? {} : { subject: subject.id, subjectKind: subject.kind }),
    ...(subject?.sessionId === undefined ? {} : { sessionId: subject.sessionId }),
    ...(subject?.deviceId === undefined ? {} : { deviceId: subject.deviceId }),
  };
}
