import type { ToldFinding } from "../../../core/detection/findings/finding.js";
import { kindsInWords } from "../../../core/detection/findings/words.js";
import {
  EVENT_PARTS,
  type EventPart,
  type EventsAround,
  type FindingEvent,
} from "../../../services/anomaly-detector/finding-events.js";
import { html, type Markup } from "../../output/html.js";
import { count } from "../../output/text.js";
import { severityBadge } from "./severity-mark.js";
import { rangeText } from "./when.js";

const PART_NAMES = {
  before: "the hour before",
  during: "the finding",
  after: "the hour after",
} as const satisfies Readonly<Record<(typeof EVENT_PARTS)[number], string>>;

/** One finding: what, who, when, the evidence as bars, the events around it, what to do. */
export function findingSection(finding: ToldFinding, around: EventsAround | null, number: number): Markup {
  const {
    severity,
    title,
    subjectKind,
    subject,
    events,
    id,
    status,
    runbook,
    attack,
    acknowledged,
    suppressed,
  } = finding;
  const answer = acknowledged === null ? "" : `, acknowledged as ${acknowledged.as}: ${acknowledged.reason}`;
  const list = suppressed === null ? "" : `, suppressed until ${suppressed.expires}: ${suppressed.reason}`;
  return html`
<article class="finding ${severity}" id="finding-${number}" aria-labelledby="title-${number}">
<h2 id="title-${number}">${number}. ${severityBadge(severity)} ${title}</h2>
<p>${subjectKind} <b>${subject}</b>, ${rangeText(finding)}, ${count(events, "event")}</p>
<p class="id">${status}${answer}${list} <code>${id}</code></p>
<h3>Evidence</h3>
${modelText(finding)}
<ul class="evidence">${evidenceBars(finding)}
</ul>
<h3>Events around it</h3>
${eventsText(around)}
<h3>What to do</h3>
<ol>${runbook.map((step) => html`<li>${step}</li>`)}</ol>
<p class="note">ATT&amp;CK: ${attack.length === 0 ? "none" : attack.join(", ")}</p>
</article>`;
}

function modelText({ model, rule }: ToldFinding): Markup {
  return model === undefined
    ? html`<p class="note">A rule holds or does not hold: its evidence has no shares. ${rule}</p>`
    : html`<p class="note">Score ${model.score.toFixed(3)} (0.85 is the alert budget), p = 10^${model.log10p.toFixed(1)}; bars are shares of the evidence.</p>`;
}

/** The model says one sentence for each kind of evidence, in the order of their weight. */
function evidenceBars({ model, evidence }: ToldFinding): Markup[] {
  const kinds = model === undefined ? [] : kindsInWords(model.shares);
  return evidence.map((words, index) => {
    const kind = kinds[index];
    const share = model === undefined || kind === undefined ? undefined : model.shares[kind];
    return html`
<li>${words}${share === undefined ? html`` : bar("share", share)}</li>`;
  });
}

/** @param share 0 to 1 of the width, at least a line that can be seen */
function bar(name: "share" | "events", share: number, denied = 0): Markup {
  const percent = (part: number) => Math.round(part * 10_000) / 100;
  return html`<svg class="bar" width="100%" height="14" aria-hidden="true"><rect class="ground" width="100%" height="14"/><rect class="${name}" width="${percent(share)}%" height="14"/><rect class="denied" fill="url(#denied)" width="${percent(denied)}%" height="14"/></svg>`;
}

function eventsText(around: EventsAround | null): Markup {
  if (around === null) {
    return html`<p>The log cannot be asked for them: the name has NUL or half of a surrogate pair in it.</p>`;
  }
  return html`${eventBars(around)}
${EVENT_PARTS.map((part) => eventTable(part, around[part]))}`;
}

function eventBars(around: EventsAround): Markup {
  const most = Math.max(1, ...EVENT_PARTS.map((part) => around[part].events));
  const rows = EVENT_PARTS.map((part) => {
    const { events, denials } = around[part];
    return html`
<li>${PART_NAMES[part]}: ${count(events, "event")}, ${denials.toLocaleString("en-US")} denied (striped)${bar("events", events / most, denials / most)}</li>`;
  });
  return html`<ul class="evidence">${rows}
</ul>`;
}

function eventTable(part: (typeof EVENT_PARTS)[number], { events, shown }: EventPart): Markup {
  if (shown.length === 0) return html``;
  const rest = events > shown.length ? ` (${shown.length} of ${events.toLocaleString("en-US")})` : "";
  return html`
<details${part === "during" ? html` open` : html``}><summary>Events of ${PART_NAMES[part]}${rest}</summary>
<table><thead><tr><th scope="col">instant (UTC)</th><th scope="col">decision</th><th scope="col">user</th><th scope="col">action, resource</th><th scope="col">from</th></tr></thead>
<tbody>${shown.map(eventRow)}</tbody></table></details>`;
}

function eventRow(event: FindingEvent): Markup {
  const { ts, decision, reason, user_id, action, resource, source_ip, location } = event;
  const isDenied = decision === "DENY";
  return html`
<tr class="${isDenied ? "denied" : "allowed"}"><td>${(ts ?? "").slice(0, 19).replace("T", " ")}</td><td>${isDenied ? "✕ " : ""}${decision ?? "unknown"}${reason === null ? "" : ` (${reason})`}</td><td>${user_id ?? "nobody"}</td><td>${action ?? ""} ${resource ?? ""}</td><td>${source_ip ?? "unknown"} ${location ?? ""}</td></tr>`;
}
