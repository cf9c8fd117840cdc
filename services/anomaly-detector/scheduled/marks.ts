import { LATEST_DELIVERY_HOURS } from "../../../core/detection/sql/log-bounds.js";
import type { DetectorState, StateRow } from "./ports.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How far back is looked after an outage, in hours. */
export const LONGEST_OUTAGE_HOURS = 24;

/** How far something has looked, and what of it is to be looked at now. Instants are milliseconds since 1970. */
export interface Stretch {
  readonly since: number;
  readonly until: number;
  /** What an outage was longer than is looked back at. */
  readonly hoursLost: number;
  readonly revision: number;
}

/** Where each rule and the model have come to, by id. */
export async function readMarks(state: DetectorState): Promise<ReadonlyMap<string, StateRow>> {
  return new Map((await state.rows("mark")).map((row) => [row.key, row]));
}

/** What is due now of what runs every so many minutes; undefined where it ran in this stretch of time already. */
export function dueStretch(
  row: StateRow | undefined,
  everyMinutes: number,
  now: number,
): Stretch | undefined {
  const revision = row?.revision ?? 0;
  const mark = row?.value["until"];
  // A first run looks at what its schedule would have left to it.
  if (typeof mark !== "number")
    return { since: now - everyMinutes * MINUTE, until: now, hoursLost: 0, revision };
  // Another run looked while this one waited for its turn.
  if (mark >= now) return undefined;
  const every = everyMinutes * MINUTE;
  if (everyMinutes > 5 && Math.floor(now / every) <= Math.floor(mark / every)) return undefined;
  const oldest = now - LONGEST_OUTAGE_HOURS * HOUR;
  return {
    since: Math.min(Math.max(mark, oldest), now),
    until: now,
    hoursLost: Math.max(0, (oldest - mark) / HOUR),
    revision,
  };
}

/** From where a rule reads again what it read before: a record may have come late. */
export function withLateRecords({ since }: Stretch): number {
  return since - LATEST_DELIVERY_HOURS * HOUR;
}
