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
  const isOne = !("outcomes" in answer);
  const all = isOne ? [answer] : answer.outcomes;
  const json = isOne ? grantJson(answer) : { outcomes: all.map(grantJson) };
  const text = all.flatMap((one) => linesOf(one, options)).join("\n");
  await streams.out.write(options.json === true ? jsonText(json) : `${text}\n`);
  return all.some(({ refused }) => refused) ? EXIT.findings : EXIT.clean;
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
  const local =
    options.local === undefined ? "" : ` --local ${shellWord(options.local)} --as user:<approver>`;
  return [grantLine(answer), `cordon access approve ${grant} --hash ${approvals.hash}${local}`];
}

function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
