import { headline, wrap } from "./text.js";

/** Lines that a screen shows beside the prompt, and that a first look takes in. */
export const SCREEN_LINES = 48;

/** A part of a report that can be shown shorter. */
export interface Section {
  readonly title: string;
  /** From the whole to the shortest; an empty text leaves the section out. */
  readonly forms: readonly [whole: () => string, ...shorter: (() => string)[]];
}

/**
 * The sections below the head, in as many lines as a screen has where that can be.
 *
 * @param order titles, in the order in which each is shortened by one form; a title may stand there several times
 * @param width characters of a line
 */
export function fitted(
  head: string,
  sections: readonly Section[],
  order: readonly string[],
  width: number,
): string {
  const level = new Map(sections.map(({ title }) => [title, 0]));
  const written = new Map<string, string>();
  const textOf = ({ title, forms }: Section): string => {
    const at = level.get(title) ?? 0;
    const key = `${title} ${at}`;
    const text = written.get(key) ?? forms[at]?.() ?? "";
    written.set(key, text);
    return text;
  };
  const whole = (): string => {
    const parts = sections.map((section) => [section.title, textOf(section)] as const);
    const shortened = sections.filter(({ title }) => level.get(title) !== 0).map(({ title }) => title);
    return [
      head,
      ...parts.filter(([, text]) => text !== "").map(([title, text]) => `${headline(title)}\n${text}`),
      ...(shortened.length === 0 ? [] : [shortenedLine(shortened, width)]),
    ].join("\n\n");
  };
  let text = whole();
  for (const title of order) {
    if (text.split("\n").length <= SCREEN_LINES) break;
    const section = sections.find((one) => one.title === title);
    const next = (level.get(title) ?? 0) + 1;
    if (section === undefined || next >= section.forms.length) continue;
    level.set(title, next);
    text = whole();
  }
  return text;
}

function shortenedLine(titles: readonly string[], width: number): string {
  const names = titles.map((title) => title.charAt(0).toLowerCase() + title.slice(1));
  const text = `shortened to fit a screen (--details shows all): ${names.join(", ")}`;
  return wrap(text, width).join("\n");
}
