import type { DetectionErrorCode } from "../../../core/detection/error-codes.js";
import type { FindingAcknowledgement } from "../../../core/detection/findings/finding.js";
import { accept, quote, type Result, refuse } from "../../../core/errors.js";
import { type JsonObject, textMember } from "../../../core/json/values.js";
import { MILLISECONDS_PER_DAY, parseInstant } from "../../../core/time/instant.js";
import type { RunOptions } from "../query-engine.js";
import { type FindingRow, readFindings } from "./findings.js";
import { keyOf } from "./keys.js";
import type { DetectorPorts, DetectorSettings } from "./ports.js";
import { learnDays } from "./summaries.js";

const LONGEST_REASON = 1000;
const REMEMBERED_DAYS = 400;

/**
 * Writes down what a team says of a finding, and learns it at once where it is a new normal.
 *
 * The request is `{ finding, as: "benign" | "true", reason, until? }`. Problems: CORDON_DETECTION_FINDING_UNKNOWN,
 * CORDON_DETECTION_ANSWER_REFUSED.
 */
export async function acknowledgeFinding(
  ports: DetectorPorts,
  settings: DetectorSettings,
  request: JsonObject,
  options: RunOptions = {},
): Promise<Result<FindingAcknowledgement, DetectionErrorCode>> {
  const id = textMember(request, "finding") ?? "";
  const { rows } = await readFindings(ports.state);
  const row = rows.get(id);
  if (row === undefined) {
    return refuse({
      code: "CORDON_DETECTION_FINDING_UNKNOWN",
      summary: "the detector knows no finding of this id",
      got: quote(request["finding"]),
      allowed: "the id of a finding of the last 40 days, as its notice says",
      fix: "copy the id from the notice",
    });
  }
  const now = ports.now();
  const answer = answerOf(request, now);
  if (!answer.ok) return answer;
  const { rule, subject, change } = row.finding;
  const acknowledgement = await kept(ports.state, now, (at) => ({
    finding: id,
    ...answer.value,
    at,
    rule,
    subject,
    change,
  }));
  if (acknowledgement.as === "benign" && row.finding.windows.length > 0) {
    await learnDays(ports, settings, options);
  }
  if (acknowledgement.as === "benign" && row.finding.subjectKind === "user") await settle(ports, subject);
  return accept(acknowledgement);
}

/** Writes an answer down. Where somebody answered in the same millisecond, it counts for the next one: none is lost. */
async function kept(
  state: DetectorPorts["state"],
  now: number,
  answerAt: (at: string) => FindingAcknowledgement,
): Promise<FindingAcknowledgement> {
  const purgeAt = now + REMEMBERED_DAYS * MILLISECONDS_PER_DAY;
  for (let instant = now; ; instant += 1) {
    const acknowledgement = answerAt(new Date(instant).toISOString());
    const key = `${keyOf(acknowledgement.finding)} ${acknowledgement.at}`;
    if (await state.write("acknowledgement", key, { ...acknowledgement }, { revision: 0, purgeAt })) {
      return acknowledgement;
    }
  }
}

/** Takes the flag of a critical finding off a user on whom none is open. One that is an attack stays open until it is benign. */
async function settle({ registry, state }: DetectorPorts, user: string): Promise<void> {
  if (registry === undefined) return;
  const { rows, known } = await readFindings(state);
  const isOpen = ({ finding }: FindingRow) =>
    finding.subjectKind === "user" &&
    finding.subject === user &&
    finding.severity === "critical" &&
    known.acknowledgements.findLast((one) => one.finding === finding.id)?.as !== "benign";
  if (![...rows.values()].some(isOpen)) await registry.settle(user);
}

type Answer = Pick<FindingAcknowledgement, "as" | "reason" | "until">;

function answerOf(request: JsonObject, now: number): Result<Answer, DetectionErrorCode> {
  const { as, until } = request;
  const reason = textMember(request, "reason") ?? "";
  if (as !== "benign" && as !== "true") return refused("as", as, '"benign" or "true"');
  if (reason.trim() === "" || reason.length > LONGEST_REASON) {
    return refused("reason", request["reason"], `why, in at most ${LONGEST_REASON} characters`);
  }
  if (until === undefined) return accept({ as, reason });
  const end = typeof until === "string" ? parseInstant(until) : Number.NaN;
  if (!(end > now && end <= now + REMEMBERED_DAYS * MILLISECONDS_PER_DAY)) {
    return refused("until", until, `an RFC 3339 instant within ${REMEMBERED_DAYS} days from now, or none`);
  }
  return accept({ as, reason, until: new Date(end).toISOString() });
}

function refused(name: string, got: unknown, allowed: string): Result<never, DetectionErrorCode> {
  return refuse({
    code: "CORDON_DETECTION_ANSWER_REFUSED",
    summary: `an acknowledgement cannot have this ${name}`,
    got: quote(got),
    allowed,
    fix: `correct ${name}`,
  });
}
