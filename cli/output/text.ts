import Table from "cli-table3";

/** Columns of a terminal that everything must fit. */
export const WIDTH = 80;

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
    if (line !== "") lines.push(line);
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
export function indented(text: string, indent: number, start = " ".repeat(indent)): string {
  return wrap(text, WIDTH - indent)
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

/** A headline with a line under it. */
export function headline(text: string): string {
  return `${text}\n${"─".repeat(Math.min(WIDTH, text.length))}`;
}

/** "1 finding", "2 findings". */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number.toLocaleString("en-US")} ${number === 1 ? singular : plural}`;
}
