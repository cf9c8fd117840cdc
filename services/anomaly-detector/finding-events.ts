import type { DetectionFinding } from "../../core/detection/findings/finding.js";
import { isWritable } from "../../core/detection/sql/literal.js";
import { queryOf, type RowOf } from "../../core/detection/sql/statement.js";
import { type EVENT_COLUMNS, findingEvents } from "../../core/detection/sql/statements/finding-events.js";
import type { QueryEngine, RunOptions } from "./query-engine.js";
import { TABLES } from "./tables.js";

/** How much of the log is shown on either side of a finding, in milliseconds. */
export const EVENTS_AROUND = 3_600_000;

/** Most events of a finding that are kept: a burst of thousands is understood from its beginning. */
const MOST_EVENTS = 30;

/** Findings a query asks for: each is a row of its text, of which Athena takes 262,144 bytes. */
const FINDINGS_A_QUERY = 200;

/** One event near a finding. */
export type FindingEvent = RowOf<typeof EVENT_COLUMNS>;

/** The parts of the log around a finding. */
export const EVENT_PARTS = ["before", "during", "after"] as const;

/** How many events and denials a part has, and the first of them. */
export interface EventPart {
  readonly events: number;
  readonly denials: number;
  readonly shown: readonly FindingEvent[];
}

/** The events of a finding's subject within an hour of it. */
export type EventsAround = Readonly<Record<(typeof EVENT_PARTS)[number], EventPart>>;

/**
 * The events around each finding, in the order of the findings; null where no statement can hold the subject's name,
 * which has NUL or half of a surrogate pair in it. It throws as the engine does.
 */
export async function eventsAround(
  engine: QueryEngine,
  findings: readonly DetectionFinding[],
  until: number,
  options: RunOptions = {},
): Promise<readonly (EventsAround | null)[]> {
  const found = findings.map((): FindingEvent[] => []);
  const spans = findings
    .map(({ subjectKind, subject, first, last }, number) => ({
      ...{ number, subjectKind, subject },
      ...{ first: Date.parse(first), last: Date.parse(last) },
    }))
    .filter(({ subject }) => isWritable(subject));
  for (let from = 0; from < spans.length; from += FINDINGS_A_QUERY) {
    const part = spans.slice(from, from + FINDINGS_A_QUERY);
    const range = { log: TABLES.log, spans: part, around: EVENTS_AROUND, until, most: MOST_EVENTS };
    for await (const rows of engine.run(queryOf(findingEvents, range), options)) {
      for (const row of rows) found[row.number ?? 0]?.push(row);
    }
  }
  return found.map((rows, number) => {
    if (!isWritable(findings[number]?.subject ?? "")) return null;
    const [before, during, after] = EVENT_PARTS.map((part) =>
      partOf(rows.filter((row) => row.part === part)),
    );
    return { before, during, after } as EventsAround;
  });
}

function partOf(shown: readonly FindingEvent[]): EventPart {
  return { events: shown[0]?.part_events ?? 0, denials: shown[0]?.part_denials ?? 0, shown };
}
