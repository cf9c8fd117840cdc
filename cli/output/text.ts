import Table from "cli-table3";

/** Columns that everything fits where nothing says how many there are. */
export const WIDTH = 80;
/** The table of rules needs as many. */
const LEAST_WIDTH = 60;
/** Longer lines are hard to read. */
const MOST_WIDTH = 160;

/** The columns to fit, of those that a terminal has. */
export function widthOf(columns: number | undefined): number {
  return columns === undefined ? WIDTH : Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, columns));
}

/** The text broken into lines of at most `width` characters: between words where it can, inside a long id where it must. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of printable(text).split(" ")) {
    let rest = word;
    if (line !== "" && line.length + 1 + rest.length <= width) {
      line = `${line} ${rest}`;
      continue;
    }
    if (line !== "") lines.push(line.trimEnd());
    while (rest.length > width) {
      lines.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
    line = rest;
  }
  lines.push(line);
  return lines;
}

/** Wrapped text with every line after an indent; the first line may have another start, of the same length. */
export function indented(text: string, indent: number, start = " ".repeat(indent), width = WIDTH): string {
  return wrap(text, width - indent)
    .map((line, index) => `${index === 0 ? start.padEnd(indent) : " ".repeat(indent)}${line}`)
    .join("\n");
}

/** The text in at most `width` characters; what is cut off is marked. */
export function shorten(text: string, width: number): string {
  const clean = printable(text);
  return clean.length <= width ? clean : `${clean.slice(0, width - 1)}…`;
}

/** The text without control characters, which a hostile document could use to repaint the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "\ufffd");
}

/** A table with column widths in characters, borders included in the total: the sum plus columns plus one. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  widths: readonly number[],
): string {
  const lines = new Table({
    head: [...head],
    colWidths: widths.map((width) => width + 2),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows)
    lines.push(row.map((cell, column) => wrap(cell, widths[column] ?? WIDTH).join("\n")));
  return lines.toString();
}

/** Column widths of a table for 80 columns, with what a terminal has beyond them, or lacks, shared out among some of them. */
export function spread(widths: readonly number[], elastic: readonly number[], width: number): number[] {
  const share = Math.floor((width - WIDTH) / elastic.length);
  return widths.map((own, at) => (elastic.includes(at) ? own + share : own));
}

/** A headline with a line under it. */
export function headline(text: string, width = WIDTH): string {
  const lines = wrap(text, width);
  return `${lines.join("\n")}\n${"─".repeat(longest(lines))}`;
}

/** The length of the longest text. */
export function longest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}

/** "1 finding", "2 findings". */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number.toLocaleString("en-US")} ${number === 1 ? singular : plural}`;
}
