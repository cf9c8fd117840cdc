import { AUTHZEN } from "../../core/contracts/authzen.js";
import { parseEnvironment } from "../../core/contracts/environment.js";
import { describeProblem } from "../../core/errors.js";
import { within } from "../../services/policy-engine/within.js";
import { decisionPorts, refusingPorts, report } from "../policy-engine/decision-ports.js";
import { answerHttp, type HttpAnswer } from "./answer-http.js";

const parsed = parseEnvironment(AUTHZEN, process.env);
if (!parsed.ok) report(parsed.problems.map(describeProblem).join("\n"));
const ports = parsed.ok ? decisionPorts(parsed.value, process.env) : refusingPorts();
const settings = {
  region: process.env["AWS_REGION"],
  unusable: !parsed.ok,
};
const deadline = parsed.ok ? parsed.value.deadlineMilliseconds : 1000;

/** AuthZEN Authorization API 1.0 on a function URL, whose IAM authorization authenticates the callers. */
export async function handler(
  event: unknown,
  context: { getRemainingTimeInMillis(): number },
): Promise<HttpAnswer> {
  return within(deadline, context.getRemainingTimeInMillis(), (signal) =>
    answerHttp(event, settings, ports, signal),
  );
}
