import { createHash } from "node:crypto";
import type { ToldFinding } from "../../../core/detection/findings/finding.js";
import type { EventsAround } from "../../../services/anomaly-detector/finding-events.js";
import { html, htmlText, type Markup } from "../../output/html.js";
import { count } from "../../output/text.js";
import { findingSection } from "./finding-section.js";
import { PAGE_STYLE } from "./style.js";
import { type PageRange, timeline } from "./timeline.js";
import { instantText } from "./when.js";

/** A finding with the events around it. */
export interface PageFinding {
  readonly finding: ToldFinding;
  /** Null where the log cannot be asked for them. */
  readonly around: EventsAround | null;
}

/** What a page is made of. */
export interface FindingPage extends PageRange {
  readonly findings: readonly PageFinding[];
  /** What the log lacks, one sentence each. */
  readonly faults: readonly string[];
}

/**
 * The findings of a run as a page that stands alone: it loads nothing and runs nothing, and its
 * Content-Security-Policy lets in its own style only, so that a text of the log that got past the escaping does nothing.
 */
export function findingPage({ findings, faults, ...range }: FindingPage): string {
  const told = findings.map(({ finding }) => finding);
  const title = `${count(findings.length, "finding")}: ${instantText(range.since)} to ${instantText(range.now)}`;
  // The style is put in as it is: its hash must be that of the text.
  const head = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hashOf(PAGE_STYLE)}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>`;
  const body = html`</style>
</head>
<body>
<svg class="defs" width="0" height="0" aria-hidden="true"><defs><pattern id="denied" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#8f1d00"/><rect width="2" height="6" fill="#fff"/></pattern></defs></svg>
<header><h1>Detection</h1><p>${title}</p></header>
<main>${findings.length === 0 ? html`<p>Nothing was found.</p>` : timeline(told, range)}
${findings.map(({ finding, around }, index) => findingSection(finding, around, index + 1))}
${faultList(faults)}
</main>
</body>
</html>
`;
  return `${htmlText(head)}${PAGE_STYLE}${htmlText(body)}`;
}

function faultList(faults: readonly string[]): Markup {
  if (faults.length === 0) return html``;
  return html`<section aria-labelledby="faults"><h2 id="faults">What the log lacks</h2>
<ul class="faults">${faults.map((fault) => html`<li>${fault}</li>`)}</ul></section>`;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
