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

/**
 * The parts in order, at most so long that a comment holds them; what is left out is said. Parts that are empty are left out.
 * Where not all fit, short parts are whole and the long ones share the room, so that none pushes out another.
 */
export function document(...parts: readonly Part[]): string {
  const filled = parts.filter((part) => (typeof part === "string" ? part !== "" : part.rows.length > 0));
  const rooms = fairShares(
    filled.map((part) => (typeof part === "string" ? part : table(part, MOST_CHARACTERS)).length + 2),
    MOST_CHARACTERS - NOTE_ROOM * filled.length,
  );
  return filled
    .map((part, at) => {
      const room = (rooms[at] ?? 0) - 2;
      return typeof part === "string" ? whole(part, room) : table(part, room);
    })
    .join("\n\n");
}

/** The room of each, so that none has less than another gets beyond what it needs. */
function fairShares(needs: readonly number[], total: number): number[] {
  const shares = needs.map(() => 0);
  const ascending = needs.map((need, at) => ({ need, at })).sort((one, other) => one.need - other.need);
  let left = total;
  for (const [done, { need, at }] of ascending.entries()) {
    const share = Math.min(need, Math.floor(left / (needs.length - done)));
    shares[at] = share;
    left -= share;
  }
  return shares;
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
