import { within } from "../../services/policy-engine/within.js";
import { answerHttp, type HttpAnswer } from "./answer-http.js";
import { startEvaluationPoint } from "./start.js";

const point = startEvaluationPoint(process.env);

/** AuthZEN Authorization API 1.0 on a function URL, whose IAM authorization authenticates the callers. */
export async function handler(
  event: unknown,
  context: { getRemainingTimeInMillis(): number },
): Promise<HttpAnswer> {
  return within(point.deadlineMilliseconds, context.getRemainingTimeInMillis(), (signal) =>
    answerHttp(event, point.settings, point.ports, signal),
  );
}
