import { textAt } from "../../../core/json/value-at.js";
import type { Authenticator } from "../../../services/authenticator/answering.js";
import { answerOf, type HttpApiAnswer, requestOf, signedCaller } from "./http-api.js";
import { isRestApiEvent, type RestApiAnswer, restAnswerOf, restRequestOf } from "./rest-api.js";

/** What either kind of API passes on. */
export type ApiAnswer = HttpApiAnswer | RestApiAnswer;

/**
 * Answers events of HTTP APIs and of REST APIs with the authenticator.
 *
 * @param callers whether API Gateway has authenticated the caller by IAM
 */
export function answerEvents(
  authenticate: Authenticator,
  callers: "signed" | "anybody",
): (event: unknown) => Promise<ApiAnswer> {
  return async (event) => {
    if (!isRestApiEvent(event)) {
      const operator = callers === "signed" ? signedCaller(event) : undefined;
      return answerOf(await authenticate(requestOf(event, operator)));
    }
    const operator =
      callers === "signed" ? textAt(event, "requestContext", "identity", "userArn") : undefined;
    return restAnswerOf(await authenticate(restRequestOf(event, operator)));
  };
}
