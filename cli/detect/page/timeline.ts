import type { ToldFinding } from "../../../core/detection/findings/finding.js";
import { html, type Markup } from "../../output/html.js";
import { severityBadge, shapeOf } from "./severity-mark.js";
import { instantText, rangeText } from "./when.js";

const MILLISECONDS_PER_DAY = 86_400_000;

/** The time that a page shows. Instants are milliseconds since 1970. */
export interface PageRange {
  readonly since: number;
  readonly now: number;
}

/** One lane a finding, from the first instant of the run to the last, each with its words. */
export function timeline(findings: readonly ToldFinding[], range: PageRange): Markup {
  const lanes = findings.map(
    (finding, index) => html`
<li><a href="#finding-${index + 1}">
<span class="lane-text">${index + 1}. ${severityBadge(finding.severity)} ${finding.subjectKind} <b>${finding.subject}</b>: ${finding.title} <span class="when">${rangeText(finding)}</span></span>
${track(finding, range)}
</a></li>`,
  );
  return html`
<section aria-labelledby="timeline"><h2 id="timeline">Timeline</h2>
<p class="ends"><span>${instantText(range.since)}</span><span>${instantText(range.now)}</span></p>
<ol class="lanes">${lanes}
</ol>
<p class="note">A lane runs from the first instant of the run to its last, in UTC; thin lines are midnights.</p>
</section>`;
}

function track({ severity, first, last }: ToldFinding, range: PageRange): Markup {
  const from = placeOf(Date.parse(first), range);
  const to = placeOf(Date.parse(last), range);
  const midnights = midnightsOf(range).map(
    (place) => html`<line class="midnight" x1="${place}%" x2="${place}%" y1="0" y2="24"/>`,
  );
  return html`<svg class="track" width="100%" height="24" aria-hidden="true"><line class="ground" x1="0" x2="100%" y1="12" y2="12"/>${midnights}<line class="span ${severity}" x1="${from}%" x2="${to}%" y1="12" y2="12"/><svg x="${from}%" y="12" overflow="visible">${shapeOf(severity)}</svg></svg>`;
}

/** Where an instant lies on the lane, 1 to 99 percent, so that no shape is cut off. */
function placeOf(instant: number, { since, now }: PageRange): number {
  const place = now > since ? (instant - since) / (now - since) : 0;
  return Math.round((1 + 98 * Math.min(1, Math.max(0, place))) * 100) / 100;
}

function midnightsOf(range: PageRange): number[] {
  const first = Math.ceil(range.since / MILLISECONDS_PER_DAY);
  const last = Math.floor(range.now / MILLISECONDS_PER_DAY);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, day) =>
    placeOf((first + day) * MILLISECONDS_PER_DAY, range),
  );
}
