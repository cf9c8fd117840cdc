import {
  all,
  conditionTruth,
  type EvaluationContext,
  matches,
  substituted,
  type Truth,
} from "./evaluate-condition.js";

/** What a principal asks AWS for. */
export interface EvaluationRequest {
  readonly action: string;
  readonly resource: string;
  readonly context: EvaluationContext;
}

/** The policies that speak about a request; what is not given does not limit it. */
export interface EvaluationPolicies {
  /** Policies of the principal, of which one is enough. */
  readonly identity: readonly unknown[];
  /** The permissions boundary of the principal. */
  readonly boundary?: unknown;
  /** The policy of the session. */
  readonly session?: unknown;
}

/** The answer of AWS; "undecided" where the context leaves it open or a policy has a form that is not known here. */
export type EvaluationOutcome = "allowed" | "denied" | "undecided";

/** A statement of a policy as the evaluator sees it, or undefined where it has parts that are not known here. */
export interface EvaluatedStatement {
  readonly effect: "Allow" | "Deny";
  readonly parts: Readonly<Record<string, unknown>>;
}

const KNOWN_PARTS: ReadonlySet<string> = new Set([
  "Sid",
  "Effect",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

/**
 * What AWS answers to a request (IAM User Guide, "Policy evaluation logic"): a deny anywhere wins; else identity,
 * boundary and session policy must each allow it.
 *
 * It knows the policies that Cordon writes and reads them for itself: it shares no code with what writes them, so that
 * it can prove that right. What it does not know it leaves undecided.
 */
export function evaluate(request: EvaluationRequest, policies: EvaluationPolicies): EvaluationOutcome {
  const layers = [policies.identity];
  if (policies.boundary !== undefined) layers.push([policies.boundary]);
  if (policies.session !== undefined) layers.push([policies.session]);
  const answers = layers.map((documents) => answerOf(request, documents));
  if (answers.includes("denied")) return "denied";
  return answers.includes("undecided") ? "undecided" : "allowed";
}

function answerOf(request: EvaluationRequest, documents: readonly unknown[]): EvaluationOutcome {
  const statements = documents.map(statementsOf);
  const known = statements.flatMap((list) => list ?? []);
  const truths = (effect: "Allow" | "Deny"): Truth[] =>
    known.filter((statement) => statement.effect === effect).map((one) => statementTruth(one, request));
  const [allows, denies] = [truths("Allow"), truths("Deny")];
  const isKnown = !statements.includes(undefined);
  if (denies.includes("true")) return "denied";
  if (allows.includes("true")) return denies.includes("unknown") || !isKnown ? "undecided" : "allowed";
  return allows.includes("unknown") || !isKnown ? "undecided" : "denied";
}

/** The statements of a document, or undefined where it is none that is known here. */
export function statementsOf(document: unknown): readonly EvaluatedStatement[] | undefined {
  if (typeof document !== "object" || document === null) return undefined;
  const { Version: version, Statement: written } = document as Record<string, unknown>;
  if (version !== "2012-10-17") return undefined;
  const statements = (Array.isArray(written) ? written : [written]).map((statement: unknown) => {
    if (typeof statement !== "object" || statement === null) return undefined;
    const parts = statement as Record<string, unknown>;
    const effect = parts["Effect"];
    const isKnown = Object.keys(parts).every((part) => KNOWN_PARTS.has(part));
    const isWhole = ["Action", "Resource"].every((part) => part in parts !== `Not${part}` in parts);
    return (effect === "Allow" || effect === "Deny") && isKnown && isWhole ? { effect, parts } : undefined;
  });
  return statements.every((statement) => statement !== undefined)
    ? (statements as EvaluatedStatement[])
    : undefined;
}

function statementTruth(
  statement: EvaluatedStatement,
  { action, resource, context }: EvaluationRequest,
): Truth {
  const { parts } = statement;
  const lowered = action.toLowerCase();
  const names = (part: string, test: (pattern: string) => Truth): Truth =>
    part in parts ? any(textsOf(parts[part]).map(test)) : "true";
  const isAction = (pattern: string): Truth => truth(matches(pattern.toLowerCase(), lowered));
  const isResource = (pattern: string): Truth => {
    const filled = substituted(pattern, context);
    return filled === undefined ? "unknown" : truth(matches(filled, resource));
  };
  return all([
    names("Action", isAction),
    "NotAction" in parts ? not(names("NotAction", isAction)) : "true",
    names("Resource", isResource),
    "NotResource" in parts ? not(names("NotResource", isResource)) : "true",
    ...conditionTruths(statement, context),
  ]);
}

/** Whether each condition of the statement holds, in its order; "unknown" for what is not a condition. */
export function conditionTruths({ parts }: EvaluatedStatement, context: EvaluationContext): readonly Truth[] {
  const block = parts["Condition"] ?? {};
  if (typeof block !== "object" || block === null) return ["unknown"];
  return Object.entries(block).flatMap(([operator, keys]) =>
    typeof keys === "object" && keys !== null
      ? Object.entries(keys).map(([key, values]) => conditionTruth(operator, key, values, context))
      : ["unknown" as const],
  );
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

function truth(value: boolean): Truth {
  return value ? "true" : "false";
}

function not(value: Truth): Truth {
  return value === "unknown" ? "unknown" : truth(value === "false");
}

function any(values: readonly Truth[]): Truth {
  return values.includes("true") ? "true" : values.includes("unknown") ? "unknown" : "false";
}
