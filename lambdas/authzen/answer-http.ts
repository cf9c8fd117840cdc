import { objectAt, textAt, valueAt } from "../../core/json/value-at.js";
import {
  EvaluationRefused,
  type EvaluationSettings,
  evaluate,
  evaluateAll,
  recordRefusal,
} from "../../services/authzen/evaluate.js";
import type { DecisionPorts } from "../../services/policy-engine/ports.js";

/** The answer to an event of a function URL. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Far more than fifty evaluations need; Lambda itself passes 6 MB. */
const LONGEST_BODY = 256 * 1024;
const LONGEST_REQUEST_ID = 256;
const EVALUATION = "/access/v1/evaluation";
const EVALUATIONS = "/access/v1/evaluations";
const JSON_TYPE = "application/json";
const METADATA = "/.well-known/authzen-configuration";

/**
 * Answers an event of a function URL (payload format 2.0) as AuthZEN Authorization API 1.0 binds it to HTTPS.
 *
 * Denials are 200 with `"decision": false`; 400, 404 and 405 say that the request itself is wrong. It never throws.
 */
export async function answerHttp(
  event: unknown,
  settings: EvaluationSettings,
  ports: DecisionPorts,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  try {
    return withRequestId(event, await routeOrRefuse(event, settings, ports, signal));
  } catch (error) {
    ports.report(error);
    return text(500, "The evaluation failed.");
  }
}

async function routeOrRefuse(...asked: Parameters<typeof answerHttp>): Promise<HttpAnswer> {
  try {
    return await route(...asked);
  } catch (error) {
    if (!(error instanceof EvaluationRefused)) throw error;
    const [, settings, ports, signal] = asked;
    await recordRefusal(error, settings, ports, signal);
    return text(400, error.message);
  }
}

async function route(
  event: unknown,
  settings: EvaluationSettings,
  ports: DecisionPorts,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const path = textAt(event, "rawPath");
  const method = textAt(event, "requestContext", "http", "method");
  if (path === METADATA) return method === "GET" ? json(metadata(event)) : notAllowed("GET");
  const answer = path === EVALUATION ? evaluate : path === EVALUATIONS ? evaluateAll : undefined;
  if (answer === undefined) return text(404, `The paths are ${EVALUATION}, ${EVALUATIONS} and ${METADATA}.`);
  return method === "POST" ? json(await answer(bodyOf(event), settings, ports, signal)) : notAllowed("POST");
}

function bodyOf(event: unknown): unknown {
  const [type = ""] = (textAt(event, "headers", "content-type") ?? "").split(";");
  if (type.trim().toLowerCase() !== JSON_TYPE)
    throw new EvaluationRefused(`The content type is ${JSON_TYPE}.`);
  const raw = textAt(event, "body") ?? "";
  const body = valueAt(event, "isBase64Encoded") === true ? Buffer.from(raw, "base64").toString("utf8") : raw;
  if (body.length > LONGEST_BODY)
    throw new EvaluationRefused(`The body is longer than ${LONGEST_BODY} characters.`);
  try {
    return JSON.parse(body);
  } catch {
    throw new EvaluationRefused("The body is not JSON.");
  }
}

/** AuthZEN Authorization API 1.0, "PDP Metadata". */
function metadata(event: unknown): object {
  const base = `https://${textAt(event, "requestContext", "domainName") ?? ""}`;
  return {
    policy_decision_point: base,
    access_evaluation_endpoint: base + EVALUATION,
    access_evaluations_endpoint: base + EVALUATIONS,
  };
}

function json(body: object): HttpAnswer {
  return { statusCode: 200, headers: { "content-type": JSON_TYPE }, body: JSON.stringify(body) };
}

function text(statusCode: number, message: string): HttpAnswer {
  return { statusCode, headers: { "content-type": "text/plain; charset=utf-8" }, body: message };
}

function notAllowed(allow: string): HttpAnswer {
  const answer = text(405, `The method is ${allow}.`);
  return { ...answer, headers: { ...answer.headers, allow } };
}

/** The identifier of the request comes back with the answer, where it is one that a header can hold. */
function withRequestId(event: unknown, answer: HttpAnswer): HttpAnswer {
  const id = textAt(objectAt(event, "headers"), "x-request-id");
  if (id === undefined || id.length > LONGEST_REQUEST_ID || !/^[\x21-\x7e]+$/.test(id)) return answer;
  return { ...answer, headers: { ...answer.headers, "x-request-id": id } };
}
