import { valueOrThrow } from "../../core/errors.js";
import { append } from "../../core/json/append.js";
import { readJson } from "../../core/json/read-json.js";
import { compile } from "../../core/policy/engine/compile.js";
import { type Explanation, explain, type PolicyExplanation } from "../../core/policy/engine/explain.js";
import type { ConditionEvidence } from "../../core/policy/language/decision.js";
import { readText } from "../input/input-files.js";
import { instantText } from "../input/now.js";
import { readStandardInput, STANDARD_INPUT } from "../input/standard-input.js";
import { EXIT } from "../output/exit-codes.js";
import type { Streams } from "../streams.js";
import { remedyInWords } from "./decision-table.js";
import { loadPolicies } from "./policy-files.js";
import { withTime } from "./request-time.js";

/** The options of `cordon policy explain`. */
export interface PolicyExplainOptions {
  readonly policies: string;
  readonly request: string;
  readonly format: "table" | "json";
  readonly all?: boolean;
  readonly now?: string;
}

/** Explains the decision about one request. */
export async function runPolicyExplain(
  _: readonly [],
  options: PolicyExplainOptions,
  streams: Streams,
): Promise<number> {
  const now = instantText(options.now);
  const policies = compile(loadPolicies(options.policies).policies);
  const { request: path } = options;
  const text = path === STANDARD_INPUT ? await readStandardInput(streams) : readText(path);
  const request = valueOrThrow(readJson(text, path));
  const explanation = explain(policies, now === undefined ? request : withTime(request, now));
  await streams.out.write(
    options.format === "json" ? asJson(explanation) : asText(explanation, options.all === true),
  );
  return explanation.decision.decision === "deny" ? EXIT.findings : EXIT.clean;
}

function asJson({ decision, about, others, deniedBy }: Explanation): string {
  const policies = [...about, ...others];
  return `${JSON.stringify({ version: 1, decision, policies, deniedBy }, null, 2)}\n`;
}

function asText({ decision, about, others, deniedBy }: Explanation, all: boolean): string {
  const lines = [
    `${decision.decision.toUpperCase()}: ${decision.reason}${decision.policy === null ? "" : ` (${decision.policy})`}`,
  ];
  for (const evidence of decision.because) {
    if ("problem" in evidence)
      lines.push(`${evidence.problem}: got ${evidence.got}, allowed ${evidence.allowed}`);
  }
  if (decision.obligationsComplete === false) {
    lines.push("Not every way to an allow was tried: there are too many.");
  }
  if (decision.obligations.length > 0) {
    lines.push(`It would be allowed after: ${remedyInWords(decision)}`);
  }
  if (decision.validUntil !== null) lines.push(`Time alone changes the answer at ${decision.validUntil}`);
  for (const policy of about) append(lines, ["", ...describe(policy)]);
  if (about.length === 0) lines.push("", "No policy is about this subject, action and resource.");
  const blocked = deniedBy.length > 0 ? `, once ${deniedBy.join(", ")} no longer applies` : "";
  const near = about.filter(({ wouldAllowIf }) => wouldAllowIf.length > 0);
  if (decision.decision === "deny" && near.length > 0)
    lines.push("", `What would have allowed it${blocked}:`);
  if (decision.decision === "deny") append(lines, near.map(wayOut));
  if (all && others.length > 0) append(lines, ["", "Not about this request:", ...others.map(whyNot)]);
  else if (others.length > 0)
    lines.push("", `${others.length} more policies are not about this request (--all lists them).`);
  return `${lines.join("\n")}\n`;
}

function describe({ policy, effect, applies, conditions }: PolicyExplanation): string[] {
  return [
    `${effect} ${policy}: ${applies ? "applies" : "does not apply"}`,
    ...conditions.map(({ condition, outcome, expected, got }) =>
      outcome === "true"
        ? `  true     ${condition}`
        : `  ${outcome.padEnd(8)} ${condition}: wants ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`,
    ),
  ];
}

function wayOut({ policy, wouldAllowIf }: PolicyExplanation): string {
  const wanted = wouldAllowIf.map(
    ({ condition, expected }: ConditionEvidence) => `${condition} ${JSON.stringify(expected)}`,
  );
  return `  ${policy}: ${wanted.join(" and ")}`;
}

function whyNot({ policy, effect, about }: PolicyExplanation): string {
  const other = [
    ...(about.subject === "true" ? [] : ["subject"]),
    ...(about.action ? [] : ["action"]),
    ...(about.resource ? [] : ["resource"]),
  ];
  return `  ${effect} ${policy}: another ${other.join(" and ")}`;
}
