import { isJsonObject, type JsonObject, own } from "../../core/json/values.js";
import { type AccessAnswer, transportDenial } from "../policy-engine/access-answer.js";
import { type AskedRequest, answerAndRecord } from "../policy-engine/answer-and-record.js";
import type { DecisionPorts } from "../policy-engine/ports.js";
import { type DecisionBody, decisionBody } from "./decision-body.js";
import { type ReadEvaluation, readEvaluation } from "./read-evaluation.js";

/** How evaluations are judged. */
export interface EvaluationSettings {
  /** AWS region, for the access log. */
  readonly region: string | undefined;
  /** The Lambda function that decides, for the access log. @default - none does */
  readonly functionName?: string | undefined;
  /** Deny everything, because the environment cannot be used. */
  readonly unusable: boolean;
}

/** A request that is answered with 400 as a whole, and why. */
export class EvaluationRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "EvaluationRefused";
  }
}

/** How far the clock of a token's issuer may differ from ours; what the policy engine takes by default. */
const CLOCK_TOLERANCE_MILLISECONDS = 5000;
/** Evaluations in one request; each of them reads the registry. */
const MOST_EVALUATIONS = 50;
/** AuthZEN Authorization API 1.0, "Evaluations semantics": what ends a request early. */
const ENDS_AT: Readonly<Record<string, boolean | undefined>> = {
  execute_all: undefined,
  deny_on_first_deny: false,
  permit_on_first_permit: true,
};
const DEFAULTS = ["subject", "action", "resource", "context"];

/**
 * Answers an Access Evaluation Request.
 *
 * @throws EvaluationRefused for a request that is none
 */
export async function evaluate(
  body: unknown,
  settings: EvaluationSettings,
  ports: DecisionPorts,
  signal: AbortSignal,
): Promise<DecisionBody> {
  const read = readEvaluation(body);
  if (!read.ok) throw new EvaluationRefused(read.problem);
  return decideOne(read, settings, ports, signal);
}

/**
 * Answers an Access Evaluations Request: one decision for each evaluation, in order, as far as the semantics go.
 * Without evaluations it is a single one. An evaluation that cannot be read is denied as `invalid_request`.
 *
 * @throws EvaluationRefused for a request that is none
 */
export async function evaluateAll(
  body: unknown,
  settings: EvaluationSettings,
  ports: DecisionPorts,
  signal: AbortSignal,
): Promise<DecisionBody | { readonly evaluations: readonly DecisionBody[] }> {
  if (!isJsonObject(body)) throw new EvaluationRefused("The body is not a JSON object.");
  const evaluations = own(body, "evaluations") ?? [];
  if (!Array.isArray(evaluations)) throw new EvaluationRefused("evaluations is a list.");
  if (evaluations.length === 0) return evaluate(body, settings, ports, signal);
  if (evaluations.length > MOST_EVALUATIONS) {
    throw new EvaluationRefused(
      `${evaluations.length} evaluations; at most ${MOST_EVALUATIONS} are allowed.`,
    );
  }
  const end = endOf(body);
  const requests = evaluations.map((evaluation) => readInBatch(body, evaluation));
  if (end === undefined) {
    const decide = (request: ReadEvaluation) => decideOne(request, settings, ports, signal);
    return { evaluations: await Promise.all(requests.map(decide)) };
  }
  const decisions: DecisionBody[] = [];
  for (const request of requests) {
    const decision = await decideOne(request, settings, ports, signal);
    decisions.push(decision);
    if (decision.decision === end) break;
  }
  return { evaluations: decisions };
}

/** Records a request that is answered with 400: somebody who probes the decision point leaves a trace. */
export async function recordRefusal(
  { message }: EvaluationRefused,
  settings: EvaluationSettings,
  ports: DecisionPorts,
  signal: AbortSignal,
): Promise<void> {
  await decideOne({ ok: false, problem: message }, settings, ports, signal);
}

function readInBatch(body: JsonObject, evaluation: unknown): ReadEvaluation {
  if (!isJsonObject(evaluation)) return readEvaluation(evaluation);
  const keys = DEFAULTS.filter((key) => Object.hasOwn(body, key) && !Object.hasOwn(evaluation, key));
  return readEvaluation({ ...evaluation, ...Object.fromEntries(keys.map((key) => [key, body[key]])) });
}

/** The decision after which no more are made; undefined where all are. */
function endOf(body: JsonObject): boolean | undefined {
  const options = own(body, "options");
  if (options === undefined) return undefined;
  if (!isJsonObject(options)) throw new EvaluationRefused("options is an object.");
  const semantic = own(options, "evaluations_semantic") ?? "execute_all";
  if (typeof semantic === "string" && Object.hasOwn(ENDS_AT, semantic)) return ENDS_AT[semantic];
  throw new EvaluationRefused(`evaluations_semantic is one of ${Object.keys(ENDS_AT).join(", ")}.`);
}

async function decideOne(
  read: ReadEvaluation,
  settings: EvaluationSettings,
  ports: DecisionPorts,
  signal: AbortSignal,
): Promise<DecisionBody> {
  const { sourceIp, country } = read.ok ? read.value.context : {};
  const recorded = {
    target: read.ok ? read.value.target : undefined,
    sourceIp: typeof sourceIp === "string" ? sourceIp : undefined,
    place: typeof country === "string" ? { country } : {},
    region: settings.region,
    functionName: settings.functionName,
  };
  const authentication = authenticationOf(read, settings);
  return decisionBody(await answerAndRecord({ authentication, recorded }, ports, signal));
}

/** The policy enforcement point vouches for the subject: there is no token to verify, only its age. */
function authenticationOf(
  read: ReadEvaluation,
  { unusable }: EvaluationSettings,
): AskedRequest["authentication"] {
  if (!read.ok) return { ok: false, denial: invalidEvaluation(read.problem) };
  const { subject } = read.value;
  if (unusable) return { ok: false, denial: transportDenial("configuration_invalid", subject) };
  return async (now) => {
    // Seconds that are milliseconds, or no number that a clock shows, lie in the future, too: no revocation would count.
    const isFuture = (subject.issuedAt ?? -Infinity) > now + CLOCK_TOLERANCE_MILLISECONDS;
    return isFuture ? { ok: false, denial: transportDenial("token_not_yet_valid", subject) } : read;
  };
}

function invalidEvaluation(problem: string): AccessAnswer {
  return {
    allowed: false,
    reason: "invalid_request",
    policy: null,
    because: [{ problem, got: "", allowed: "" }],
    obligations: [],
    validUntil: null,
    subject: undefined,
  };
}
