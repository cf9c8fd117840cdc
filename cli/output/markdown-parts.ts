import { printable } from "./text.js";

/** Characters that a comment of a pull request holds are 65,536; what surrounds the report needs some. */
export const MOST_CHARACTERS = 65_000;
/** Rows that a table shows. */
const LISTED = 100;
/** Room that is kept for what each part says that it left out. */
const NOTE_ROOM = 200;
/** Longest text of a cell. */
const LONGEST_CELL = 1_500;

/** A part of a Markdown document: a text that is shown whole or not at all, or a table that can be cut. */
export type Part = string | Section;

/** A table under a headline. */
export interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The parts in order, at most so long that a comment holds them; what is left out is said. Parts that are empty are left out. */
export function document(...parts: readonly Part[]): string {
  const filled = parts.filter((part) => (typeof part === "string" ? part !== "" : part.rows.length > 0));
  const written: string[] = [];
  let left = MOST_CHARACTERS - NOTE_ROOM * filled.length;
  for (const part of filled) {
    const text = typeof part === "string" ? whole(part, left) : table(part, left);
    written.push(text);
    left -= text.length + 2;
  }
  return written.join("\n\n");
}

function whole(text: string, room: number): string {
  return text.length <= room ? text : "_Left out: a picture that a comment has no room for._";
}

function table({ title, head, rows }: Section, room: number): string {
  const lines = [`### ${title}`, "", `| ${head.join(" | ")} |`, `|${head.map(() => "---").join("|")}|`];
  let left = room - lines.join("\n").length;
  let shown = 0;
  for (const row of rows.slice(0, LISTED)) {
    const line = `| ${row.map(cell).join(" | ")} |`;
    left -= line.length + 1;
    if (left < 0) break;
    lines.push(line);
    shown += 1;
  }
  const rest = rows.length - shown;
  const note = `… and ${rest.toLocaleString("en-US")} more, left out here (--format json lists all).`;
  return [...lines, ...(rest > 0 ? ["", note] : [])].join("\n");
}

/** Text that cannot leave its cell, become HTML, or mention anybody. */
export function cell(text: string): string {
  const clean = printable(text);
  const short = clean.length > LONGEST_CELL ? `${clean.slice(0, LONGEST_CELL)}…` : clean;
  return short
    .replaceAll("\\", "\\\\")
    .replaceAll("|", "\\|")
    .replaceAll("<", "&lt;")
    .replaceAll("@", "@\u200b");
}

/** Text in a fixed-width font. */
export function code(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}
