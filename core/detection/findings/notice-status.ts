import { parseInstant } from "../../time/instant.js";
import type {
  DetectionFinding,
  DetectionState,
  FindingAcknowledgement,
  NoticeStatus,
  ToldFinding,
} from "./finding.js";
import { type Suppression, suppressionOf } from "./suppression.js";

/** The findings with what is to be said of each: one alert a change, and none where somebody answered. */
export function withStatus(
  findings: readonly DetectionFinding[],
  { findings: earlier, acknowledgements }: DetectionState,
  now: number,
  suppressions: readonly Suppression[] = [],
): ToldFinding[] {
  const known = new Map<string, string>();
  for (const finding of [...earlier, ...findings]) {
    const first = known.get(changeOf(finding));
    if (first === undefined || finding.day < first) known.set(changeOf(finding), finding.day);
  }
  return findings.map((finding) => {
    const own = acknowledgements.findLast(({ finding: id }) => id === finding.id);
    const other = acknowledgements.findLast((one) => mutes(one, finding, now));
    const answer = own ?? other;
    const isRepeated = (known.get(changeOf(finding)) ?? finding.day) < finding.day;
    const suppression = suppressionOf(finding, suppressions, now);
    const status = (): NoticeStatus => {
      if (own !== undefined) return "acknowledged";
      if (other !== undefined) return "muted";
      if (suppression !== undefined) return "suppressed";
      return isRepeated ? "repeated" : "new";
    };
    return {
      ...finding,
      status: status(),
      acknowledged:
        answer === undefined ? null : { as: answer.as, reason: answer.reason, until: answer.until ?? null },
      suppressed:
        suppression === undefined ? null : { reason: suppression.reason, expires: suppression.expires },
    };
  });
}

/** Whether an acknowledgement of the same change mutes a finding now. */
function mutes(one: FindingAcknowledgement, finding: DetectionFinding, now: number): boolean {
  return one.until !== undefined && now < parseInstant(one.until) && changeOf(one) === changeOf(finding);
}

function changeOf({ rule, subject, change }: Pick<DetectionFinding, "rule" | "subject" | "change">): string {
  return JSON.stringify([rule, subject, change]);
}

/** How many days a finding is remembered: as long as its windows are in the history of the model, and a day. */
const REMEMBERED_DAYS = 31;

/** The state after a run: findings by id, the latest of each, oldest first; old ones are forgotten. */
export function nextState(
  state: DetectionState,
  found: readonly DetectionFinding[],
  now: number,
): DetectionState {
  const oldest = new Date(now - REMEMBERED_DAYS * 86_400_000).toISOString().slice(0, 10);
  const byId = new Map([...state.findings, ...found].map((finding) => [finding.id, finding]));
  const findings = [...byId.values()]
    .filter(({ day }) => day >= oldest)
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.id < b.id ? -1 : 1));
  return { ...state, findings };
}
