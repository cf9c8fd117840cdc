import type { Statement } from "../statement.js";
import { criticalTouches } from "./critical-touches.js";
import { dataQuality } from "./data-quality.js";
import { dayHours } from "./day-hours.js";
import { daySightings } from "./day-sightings.js";
import { findingEvents } from "./finding-events.js";
import { hourCells } from "./hour-cells.js";
import { hourMoves } from "./hour-moves.js";
import { windowScores } from "./window-scores.js";
import { windowsOfDays } from "./windows-of-days.js";

/** Every statement of the model, by id; the values differ from one to the next. */
export const STATEMENTS: readonly Statement<never>[] = [
  hourCells,
  hourMoves,
  daySightings,
  dayHours,
  windowScores,
  windowsOfDays,
  dataQuality,
  criticalTouches,
  findingEvents,
];
