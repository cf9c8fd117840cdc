import type { GrantAnswer, RequestAnswer } from "../../services/access-broker/verbs.js";
import { EXIT } from "../output/exit-codes.js";
import type { Streams } from "../streams.js";
import type { LiveOptions } from "./live-options.js";

/** Prints the answer about a grant, or about several, and returns the exit code. */
export async function printAnswer(
  answer: RequestAnswer,
  options: LiveOptions,
  streams: Streams,
): Promise<number> {
  await streams.out.write(
    options.json === true ? jsonText(requestJson(answer)) : answerText(answer, options),
  );
  return exitCodeOf(answer);
}

/** Prints what became of a request that was waited for: a line a grant. */
export async function printOutcome(
  answer: RequestAnswer,
  options: LiveOptions,
  streams: Streams,
): Promise<number> {
  const lines = outcomesOf(answer).map((one) =>
    one.grant === null ? linesOf(one, options) : [grantLine(one)],
  );
  await printEither(requestJson(answer), lines.flat(), options, streams);
  return exitCodeOf(answer);
}

/** The answer in lines for people; where somebody must approve, the command for it is the last. */
export function answerText(answer: RequestAnswer, options: LiveOptions): string {
  return `${outcomesOf(answer)
    .flatMap((one) => linesOf(one, options))
    .join("\n")}\n`;
}

/** The answers of a request, one for each entitlement. */
export function outcomesOf(answer: RequestAnswer): readonly GrantAnswer[] {
  return "outcomes" in answer ? answer.outcomes : [answer];
}

function requestJson(answer: RequestAnswer): object {
  return "outcomes" in answer ? { outcomes: answer.outcomes.map(grantJson) } : grantJson(answer);
}

function exitCodeOf(answer: RequestAnswer): number {
  return outcomesOf(answer).some(({ refused }) => refused) ? EXIT.findings : EXIT.clean;
}

/** Prints JSON, or lines for people. */
export async function printEither(
  json: unknown,
  lines: readonly string[],
  { json: asJson = false }: LiveOptions,
  { out }: Streams,
): Promise<void> {
  await out.write(asJson ? jsonText(json) : `${lines.join("\n")}\n`);
}

function jsonText(json: unknown): string {
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** The answer as scripts read it. */
export function grantJson({ refused: _, ...answer }: GrantAnswer): Omit<GrantAnswer, "refused"> {
  return answer;
}

/** One line on a grant. */
export function grantLine({ grant, state, message, entitlement }: GrantAnswer): string {
  return [grant, state, entitlement, message].filter((part) => part !== null).join("  ");
}

/** One line, and where somebody must approve the command for it as the last. */
function linesOf(answer: GrantAnswer, options: LiveOptions): readonly string[] {
  const { grant, state, reason, approvals, refused } = answer;
  if (refused) return [`refused (${reason}): ${answer.message}`];
  if (state !== "PENDING" || approvals === null) return [grantLine(answer)];
  return [grantLine(answer), `cordon access approve ${grant} --hash ${approvals.hash}${brokerOf(options)}`];
}

/** The options that name the same broker. */
function brokerOf({ local, broker }: LiveOptions): string {
  if (local !== undefined) return ` --local ${shellWord(local)} --as user:<approver>`;
  return broker === undefined ? "" : ` --broker ${shellWord(broker)}`;
}

function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
