import { printable } from "./text.js";

/** What marks a text as HTML of ours: no other module can name it, so that no text of a log becomes markup by mistake. */
const MARKUP: unique symbol = Symbol("markup");

/** A piece of HTML that was written in our source. */
export interface Markup {
  readonly [MARKUP]: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * A piece of HTML from a template: html`<p title="${name}">${parts}</p>`.
 *
 * Texts and numbers that are put in are escaped, for elements and for attributes in quotes alike, and lose their control
 * characters, those that turn the direction of writing among them. Markup and lists of it stay as they are.
 */
export function html(
  template: TemplateStringsArray,
  ...values: readonly (string | number | Markup | readonly Markup[])[]
): Markup {
  return {
    [MARKUP]: template
      .map((part, index) => part + (index < values.length ? textOf(values[index]) : ""))
      .join(""),
  };
}

/** The text of a piece. */
export function htmlText(piece: Markup): string {
  return piece[MARKUP];
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join("");
  if (typeof value === "object" && value !== null && MARKUP in value) return String(value[MARKUP]);
  return printable(String(value)).replace(/[&<>"']/gu, (character) => ENTITIES[character] as string);
}
