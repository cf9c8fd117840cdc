import type { FindingSeverity } from "../../../core/detection/severity.js";
import { html, type Markup } from "../../output/html.js";

/**
 * A severity as shape and line, so that nobody needs the colour: diamond and solid, triangle and long dashes, square and
 * short dashes, circle and dots. The colours are told apart with every kind of colour blindness (Okabe and Ito, "Color
 * Universal Design", 2008, darkened to a contrast of 3 on white).
 */
const SHAPES: Readonly<Record<FindingSeverity, Markup>> = {
  critical: html`<path d="M0 -8 8 0 0 8 -8 0z"/>`,
  high: html`<path d="M0 -8 8 7 -8 7z"/>`,
  medium: html`<path d="M-6 -6H6V6H-6z"/>`,
  low: html`<circle r="6"/>`,
};

/** The shape of a severity, around the middle of its own coordinates. */
export function shapeOf(severity: FindingSeverity): Markup {
  return html`<g class="mark ${severity}">${SHAPES[severity]}</g>`;
}

/** The shape beside the word. */
export function severityBadge(severity: FindingSeverity): Markup {
  return html`<span class="badge ${severity}"><svg width="20" height="20" viewBox="-10 -10 20 20" aria-hidden="true">${shapeOf(severity)}</svg>${severity.toUpperCase()}</span>`;
}
