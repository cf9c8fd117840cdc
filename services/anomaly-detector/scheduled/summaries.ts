import { KEPT_TABLES } from "../../../core/detection/kept-tables.js";
import { BASELINE_DAYS } from "../../../core/detection/scoring/constants.js";
import { thresholdOf } from "../../../core/detection/scoring/score.js";
import { LATEST_DELIVERY_HOURS } from "../../../core/detection/sql/log-bounds.js";
import { queryOf } from "../../../core/detection/sql/statement.js";
import { dayHours } from "../../../core/detection/sql/statements/day-hours.js";
import { daySightings } from "../../../core/detection/sql/statements/day-sightings.js";
import { hourCells } from "../../../core/detection/sql/statements/hour-cells.js";
import { windowsOfDays } from "../../../core/detection/sql/statements/windows-of-days.js";
import { MILLISECONDS_PER_DAY } from "../../../core/time/instant.js";
import { heldTable, heldWindows } from "../held-windows.js";
import { allRows, type RunOptions } from "../query-engine.js";
import { readFindings } from "./findings.js";
import type { DetectorPorts, DetectorSettings, StateRow } from "./ports.js";

const HOUR = 3_600_000;
const REMEMBERED_DAYS = 40;
const LEARNED = "learned";

/** What the model has learned: versions of its tables, and the threshold that follows. */
export interface Learned {
  readonly sightings: string;
  readonly hours: string;
  readonly threshold: number;
  /** Start of the last UTC day that it knows, milliseconds since 1970. */
  readonly day: number;
}

/** The tables of the model as the state names them; undefined before the first night. */
export async function readLearned({ state }: Pick<DetectorPorts, "state">): Promise<Learned | undefined> {
  const row = await learnedRow({ state });
  return row?.value as unknown as Learned | undefined;
}

/**
 * Summarises each day of the last 30 that is over and has no summary yet, and learns from all of them.
 *
 * A day is over two hours after its end, when no record of it comes any more. A summary is written where nothing is, and
 * counts from the moment at which the state names it.
 */
export async function summarizeDays(
  ports: DetectorPorts,
  settings: DetectorSettings,
  options: RunOptions = {},
): Promise<Learned> {
  const last = lastDayAt(ports.now());
  const done = new Set((await ports.state.rows("cells")).map(({ key }) => key));
  for (let age = 0; age < BASELINE_DAYS; age += 1) {
    const from = last - age * MILLISECONDS_PER_DAY;
    if (done.has(dayOf(from))) continue;
    const query = queryOf(hourCells, { log: settings.log, from, until: from + MILLISECONDS_PER_DAY });
    const version = await ports.engine.write(KEPT_TABLES.cells, query, options);
    const purgeAt = from + REMEMBERED_DAYS * MILLISECONDS_PER_DAY;
    await ports.state.write("cells", dayOf(from), { version }, { revision: 0, purgeAt });
  }
  return learnDays(ports, settings, options);
}

/** Learns from the summaries that there are: all windows but those that are held. */
export async function learnDays(
  ports: DetectorPorts,
  { budget }: Pick<DetectorSettings, "budget">,
  options: RunOptions = {},
): Promise<Learned> {
  const { engine, state } = ports;
  const day = lastDayAt(ports.now());
  const from = day - (BASELINE_DAYS - 1) * MILLISECONDS_PER_DAY;
  const until = day + MILLISECONDS_PER_DAY;
  const row = await learnedRow(ports);
  const versions = (await state.rows("cells"))
    .filter(({ key }) => key >= dayOf(from) && key <= dayOf(day))
    .map(({ value }) => String(value["version"]));
  const cells = engine.read(KEPT_TABLES.cells, versions);
  const held = heldTable(heldWindows((await readFindings(state)).known));
  const sightings = await engine.write(
    KEPT_TABLES.sightings,
    queryOf(daySightings, { cells, held }),
    options,
  );
  const hours = await engine.write(KEPT_TABLES.hours, queryOf(dayHours, { cells, held }), options);
  const [count] = await allRows(engine, queryOf(windowsOfDays, { cells, from, until }), options);
  const threshold = thresholdOf((count?.windows ?? 0) / BASELINE_DAYS, budget);
  const learned: Learned = { sightings, hours, threshold, day };
  await state.write("learned", LEARNED, { ...learned }, { revision: row?.revision ?? 0 });
  return learned;
}

/** Start of the last UTC day of which no record comes any more. */
export function lastDayAt(now: number): number {
  const settled = now - LATEST_DELIVERY_HOURS * HOUR;
  return settled - (settled % MILLISECONDS_PER_DAY) - MILLISECONDS_PER_DAY;
}

async function learnedRow({ state }: Pick<DetectorPorts, "state">): Promise<StateRow | undefined> {
  return (await state.rows("learned")).find(({ key }) => key === LEARNED);
}

function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}
